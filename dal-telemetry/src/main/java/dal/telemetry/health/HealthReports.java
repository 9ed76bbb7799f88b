package dal.telemetry.health;

import dal.DbConnectionManager;
import dal.cluster.ClusterName;
import dal.cluster.Role;
import dal.config.ClusterConfig;
import dal.config.DataAccessConfig;
import dal.spi.NodeConnector;
import dal.status.Alert;
import dal.status.LifecycleState;
import dal.status.ManagerStatus;
import dal.status.NodeStatus;
import dal.status.PoolStatus;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.alert.ConnectionAlerts;
import dal.telemetry.alert.NodeAlerts;
import dal.telemetry.alert.PoolAlerts;
import jakarta.inject.Provider;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The reports an application's health and monitoring endpoints answer with. Thread-safe. All come from {@link DbConnectionManager#status()} alone, without I/O,
 * but {@link #database()}, which asks each cluster's primary, and {@link #deep()}, which asks every node: on a connection of its own, at most once per configured
 * interval.
 */
public final class HealthReports {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Provider<DbConnectionManager> manager;
    private final DataAccessConfig config;
    private final NodeProbe probe;
    private final InstantSource clock;

    /**
     * Reports on that manager.
     *
     * @param clock for timestamps
     * @param ticker nanoseconds from an arbitrary origin
     */
    public HealthReports(
            Provider<DbConnectionManager> manager,
            DataAccessConfig config,
            TelemetryConfig telemetry,
            NodeConnector connector,
            InstantSource clock,
            LongSupplier ticker) {
        this.manager = manager;
        this.config = config;
        this.probe = new NodeProbe(connector, telemetry.healthProbeTimeout(), telemetry.healthProbeInterval(), ticker);
        this.clock = clock;
    }

    /** For {@code GET /api/db/health}. Waits no longer than the probe's timeout for each cluster that does not answer. */
    public DatabaseHealth database() {
        ManagerStatus status = manager.get().status();
        boolean ok = status.state() == LifecycleState.RUNNING
                && config.clusters().keySet().stream().allMatch(cluster -> primaryAnswers(status, cluster));
        return new DatabaseHealth(
                ok,
                databases(),
                now(),
                sum(status, PoolStatus::total),
                sum(status, PoolStatus::idle),
                sum(status, PoolStatus::waiting));
    }

    /** Whether this process is worth keeping. */
    public Liveness liveness() {
        LifecycleState state = manager.get().status().state();
        return new Liveness(state != LifecycleState.CLOSED, now(), lower(state));
    }

    /** Whether work may be sent to this process. */
    public Readiness readiness() {
        ManagerStatus status = manager.get().status();
        List<String> reasons = new ArrayList<>();
        if (status.state() != LifecycleState.RUNNING) {
            reasons.add("the manager is " + lower(status.state()));
        }
        config.clusters().keySet().stream()
                .filter(cluster -> primary(status, cluster).isEmpty())
                .forEach(cluster -> reasons.add("cluster " + cluster + " has not one primary"));
        return new Readiness(reasons.isEmpty(), now(), reasons);
    }

    /**
     * What every node answers now, all asked at once, each at most once per configured interval; where probes are switched off, none is asked and none listed.
     * Waits no longer than the probe's timeout.
     */
    public DeepHealth deep() {
        ManagerStatus status = manager.get().status();
        probe.retain((cluster, node) -> status.nodes().stream()
                .anyMatch(one -> one.cluster().equals(cluster) && one.node().equals(node)));
        return new DeepHealth(word(status), now(), answers(status), pools().pools(), alerts().alerts());
    }

    private List<DeepHealth.Node> answers(ManagerStatus status) {
        if (probe.isOff()) {
            return List.of();
        }
        List<Future<DeepHealth.Node>> asked;
        // Closing it waits for all of them.
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            asked = status.nodes().stream()
                    .map(node -> askers.submit(() -> answer(node)))
                    .toList();
        }
        return asked.stream().map(Future::resultNow).toList();
    }

    private DeepHealth.Node answer(NodeStatus node) {
        NodeProbe.Answer answer = probe.ask(node.cluster(), node.node());
        return new DeepHealth.Node(
                node.cluster().value(),
                node.node().value(),
                node.address(),
                node.role().label(),
                answer.ok(),
                answer.took().toNanos() / NANOS_PER_MILLI,
                answer.failure());
    }

    /** For {@code GET /api/admin/monitoring/connections/health}. */
    public ConnectionsHealth connections() {
        ManagerStatus status = manager.get().status();
        List<ConnectionsHealth.Node> nodes =
                status.nodes().stream().map(HealthReports::node).toList();
        return new ConnectionsHealth(
                word(status),
                now(),
                lower(status.state()),
                status.running(),
                nodes,
                status.alerts().size());
    }

    /** For {@code GET /api/admin/monitoring/connections/pool}. */
    public ConnectionPools pools() {
        return new ConnectionPools(
                now(),
                manager.get().status().pools().stream().map(HealthReports::pool).toList());
    }

    /** For {@code GET /api/admin/monitoring/connections/alerts}. */
    public ConnectionAlerts alerts() {
        return new ConnectionAlerts(
                now(),
                manager.get().status().alerts().stream()
                        .sorted(Comparator.comparing(Alert::severity)
                                .reversed()
                                .thenComparing(Alert::subject)
                                .thenComparing(Alert::name))
                        .map(alert -> new ConnectionAlerts.Entry(
                                alert.name(), lower(alert.severity()), alert.subject(), alert.message()))
                        .toList());
    }

    private boolean primaryAnswers(ManagerStatus status, ClusterName cluster) {
        return primary(status, cluster)
                .filter(primary -> probe.answers(cluster, primary.node()))
                .isPresent();
    }

    /** The primary, where exactly one node is: with two, nothing is written. */
    private static Optional<NodeStatus> primary(ManagerStatus status, ClusterName cluster) {
        List<NodeStatus> primaries = status.nodes().stream()
                .filter(node -> node.cluster().equals(cluster) && node.role() == Role.PRIMARY)
                .toList();
        return primaries.size() == 1 ? Optional.of(primaries.getFirst()) : Optional.empty();
    }

    private String word(ManagerStatus status) {
        boolean primaries = config.clusters().keySet().stream()
                .allMatch(cluster -> primary(status, cluster).isPresent());
        List<Alert> alerts = new ArrayList<>(status.alerts());
        alerts.addAll(NodeAlerts.of(status.nodes()));
        if (status.state() != LifecycleState.RUNNING
                || !primaries
                || alerts.stream().anyMatch(alert -> alert.severity() == Alert.Severity.CRITICAL)) {
            return "critical";
        }
        return alerts.stream().anyMatch(alert -> alert.severity() == Alert.Severity.WARNING) ? "degraded" : "healthy";
    }

    private String databases() {
        return config.clusters().values().stream()
                .map(ClusterConfig::nodes)
                .flatMap(List::stream)
                .map(node -> node.connection().database())
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static ConnectionsHealth.Node node(NodeStatus node) {
        return new ConnectionsHealth.Node(
                node.cluster().value(),
                node.node().value(),
                node.address(),
                node.role().label(),
                node.position() == null ? null : Objects.toString(node.position()),
                node.staleness() == null ? null : node.staleness().toMillis(),
                node.availability().label(),
                node.inFlight());
    }

    private static ConnectionPools.Pool pool(PoolStatus pool) {
        return new ConnectionPools.Pool(
                pool.name().toString(),
                pool.name().tenantClass().value(),
                pool.name().cluster().value(),
                pool.name().node().value(),
                pool.name().purpose().label(),
                pool.max(),
                pool.total(),
                pool.active(),
                pool.idle(),
                pool.waiting(),
                PoolAlerts.utilisationPercent(pool));
    }

    private static int sum(ManagerStatus status, java.util.function.ToIntFunction<PoolStatus> count) {
        return status.pools().stream().mapToInt(count).sum();
    }

    private String now() {
        return clock.instant().toString();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
