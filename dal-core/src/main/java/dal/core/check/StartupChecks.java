package dal.core.check;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.core.pool.Servers;
import dal.error.ErrorContext;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeState;
import dal.spi.Registration;
import dal.spi.StatusContributor;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import dal.status.Alert;
import dal.tenant.TenantClassName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each server once its role is known, over a connection of its own: at the room for connections and for a pooler on every node, at row-level security on
 * the primary. What it finds is logged once, stays in the status, and where the configuration says so keeps the work it is about from starting. Whatever is
 * enforced is looked at again while it is refused, so a repaired server is used without a restart. Thread-safe.
 */
@Singleton
public final class StartupChecks implements StatusContributor, LifecycleParticipant {

    private static final Logger LOG = LoggerFactory.getLogger(StartupChecks.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** How long after a server could not be looked at that is tried again. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final DataAccessConfig config;
    private final Servers servers;
    private final ServerInspection inspection;
    private final Map<Server, List<Finding>> nodes = new ConcurrentHashMap<>();
    private final Map<TenantClassName, List<Finding>> classes = new ConcurrentHashMap<>();
    private final Set<Server> looking = ConcurrentHashMap.newKeySet();
    private final Set<Server> failed = ConcurrentHashMap.newKeySet();
    private final Topology topology;
    private final Duration again;
    private final EnforcedClasses enforced;
    private final Registration following;
    private final ScheduledThreadPoolExecutor executor = executor();

    private record Server(ClusterName cluster, NodeName node) {}

    @Inject
    public StartupChecks(DataAccessConfig config, Servers servers, Topology topology) {
        this(config, servers, topology, AGAIN);
    }

    /** @param again how long after a server could not be looked at that is tried again */
    StartupChecks(DataAccessConfig config, Servers servers, Topology topology, Duration again) {
        this.config = config;
        this.topology = topology;
        this.again = again;
        this.servers = servers;
        this.inspection = new ServerInspection(config, servers);
        this.enforced = new EnforcedClasses(config, this::again);
        this.following = topology.onChange(this::follow);
        config.clusters().keySet().forEach(cluster -> follow(topology.current(cluster)));
    }

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, work -> Thread.ofPlatform().daemon().name("dal-checks").unstarted(work));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /**
     * Lets a class work, or does not. Costs nothing where nothing is enforced; else, until its servers were looked at, a class waits for that, as long as for a
     * connection.
     *
     * @throws dal.error.InvalidConfigurationException listing what was found
     * @throws dal.error.NodeUnavailableException if they could not be looked at so far
     */
    public void require(TenantClassConfig tenantClass, ErrorContext context) {
        if (!enforced.isEmpty()) {
            enforced.require(tenantClass, context);
        }
    }

    /** What was observed last. */
    void follow(TopologySnapshot snapshot) {
        nodes.keySet()
                .removeIf(server -> server.cluster().equals(snapshot.cluster())
                        && snapshot.node(server.node()).isEmpty());
        for (NodeState node : snapshot.nodes()) {
            Server server = new Server(snapshot.cluster(), node.node());
            boolean known = node.role() == Role.PRIMARY || node.role() == Role.REPLICA;
            boolean lacksClasses = node.role() == Role.PRIMARY && !classesChecked(snapshot.cluster());
            if (known && (lacksClasses || !nodes.containsKey(server))) {
                look(server, node.role() == Role.PRIMARY);
            }
        }
    }

    private boolean classesChecked(ClusterName cluster) {
        return of(cluster).stream().allMatch(tenantClass -> classes.containsKey(tenantClass.name()));
    }

    private List<TenantClassConfig> of(ClusterName cluster) {
        return config.classes().values().stream()
                .filter(tenantClass -> tenantClass.cluster().equals(cluster))
                .toList();
    }

    private void again(TenantClassConfig tenantClass) {
        topology.current(tenantClass.cluster()).nodes().stream()
                .filter(node -> node.role() == Role.PRIMARY)
                .forEach(node -> look(new Server(tenantClass.cluster(), node.node()), true));
    }

    private void look(Server server, boolean primary) {
        if (!looking.add(server)) {
            // As what it was before, perhaps.
            lookLater(server.cluster());
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    inspect(server, primary);
                } finally {
                    looking.remove(server);
                }
            });
        } catch (RejectedExecutionException e) {
            // The manager is shutting down.
            looking.remove(server);
        }
    }

    /** Looks at whatever of the cluster was not looked at by then. */
    private void lookLater(ClusterName cluster) {
        try {
            var unused =
                    executor.schedule(() -> follow(topology.current(cluster)), again.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().addKeyValue("cluster", cluster).log("shutting down: not looked at again");
        }
    }

    private void inspect(Server server, boolean primary) {
        List<TenantClassConfig> here = primary ? of(server.cluster()) : List.of();
        if (config.budget().strictness() == Strictness.OFF
                && here.stream().allMatch(tenantClass -> tenantClass.checks().atStart() == Strictness.OFF)) {
            nodes.put(server, List.of());
            here.forEach(tenantClass -> classes.put(tenantClass.name(), List.of()));
            return;
        }
        try {
            ConnectionConfig address =
                    servers.node(server.cluster(), server.node()).connection();
            try (Connection connection = servers.open(server.cluster(), server.node(), "checks", LIMIT)) {
                List<Finding> found = inspection.ofNode(connection, server.cluster(), address);
                tell(nodes.put(server, found), found);
                for (TenantClassConfig tenantClass : here) {
                    List<Finding> ofClass = ServerInspection.ofClass(connection, tenantClass);
                    tell(classes.put(tenantClass.name(), ofClass), ofClass);
                }
            }
            failed.remove(server);
            here.forEach(tenantClass -> decide(tenantClass, server));
        } catch (SQLException | IllegalArgumentException e) {
            if (failed.add(server)) {
                LOG.atWarn()
                        .addKeyValue("cluster", server.cluster())
                        .addKeyValue("node", server.node())
                        .addKeyValue("error", e.getClass().getSimpleName())
                        .addKeyValue("sqlState", e instanceof SQLException sql ? sql.getSQLState() : null)
                        .log("server could not be checked, and is tried again");
            }
            lookLater(server.cluster());
        }
    }

    private void decide(TenantClassConfig tenantClass, Server primary) {
        List<Finding> against = new ArrayList<>(classes.getOrDefault(tenantClass.name(), List.of()));
        against.addAll(nodes.getOrDefault(primary, List.of()));
        enforced.decide(
                tenantClass.name(),
                against.stream()
                        .filter(finding -> finding.strictness() == Strictness.ENFORCE)
                        .toList());
    }

    private static void tell(@Nullable List<Finding> before, List<Finding> found) {
        for (Finding finding : found) {
            if (before == null || !before.contains(finding)) {
                LOG.atWarn()
                        .addKeyValue("subject", finding.subject())
                        .addKeyValue("finding", finding.message())
                        .log(finding.kind().label());
            }
        }
    }

    @Override
    public List<Alert> alerts() {
        List<Finding> all = new ArrayList<>();
        nodes.values().forEach(all::addAll);
        classes.values().forEach(all::addAll);
        return all.stream().map(Finding::alert).toList();
    }

    @Override
    public String name() {
        return "startup checks";
    }

    @Override
    public Phase phase() {
        return Phase.MONITORS;
    }

    @Override
    public void stop(Duration remaining) throws InterruptedException {
        following.close();
        executor.shutdown();
        // What it has open answers within its own limit.
        var unused = executor.awaitTermination(remaining.toNanos(), TimeUnit.NANOSECONDS);
    }
}
