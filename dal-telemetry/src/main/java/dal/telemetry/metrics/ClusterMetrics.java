package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.NodeStatus;
import dal.status.RouteCount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Meters of clusters, their nodes and where work goes. Which nodes and reasons there are shows while running, and a registry has no hook before it is read: the
 * gauges that count nodes are read each time, and bring the other meters up to date; what is new is therefore seen from the second reading on. Thread-safe.
 */
public final class ClusterMetrics {

    private final Supplier<Set<StatusContributor>> contributors;
    private final NodeMetrics nodes;
    private final RouteMetrics routes;
    private final AlertMetrics alerts;

    /**
     * Registers in that registry.
     *
     * @param clusters all of them
     * @param contributors who know nodes, routes and alerts; asked for when the registry is read
     * @param onGone takes away what else is measured of a node that has left; told of it again at each reading
     */
    public ClusterMetrics(
            MeterRegistry registry,
            Collection<ClusterName> clusters,
            Supplier<Set<StatusContributor>> contributors,
            BiConsumer<ClusterName, NodeName> onGone) {
        this.contributors = contributors;
        this.nodes = new NodeMetrics(registry, this::nodes, onGone);
        this.alerts = new AlertMetrics(registry, this::alerts);
        this.routes = new RouteMetrics(registry, this::routes);
        for (ClusterName cluster : clusters) {
            for (Role role : Role.values()) {
                Gauge.builder(MeterNames.NODES, this, metrics -> metrics.count(cluster, role))
                        .description("Nodes by role")
                        .tag(MeterNames.CLUSTER, cluster.value())
                        .tag(MeterNames.NODE_ROLE, role.label())
                        .strongReference(true)
                        .register(registry);
            }
        }
    }

    /** Brings the meters up to date; reading the registry does too, but shows what is new only the next time. */
    public void refresh() {
        nodes.refresh();
        routes.refresh();
        alerts.refresh();
    }

    private double count(ClusterName cluster, Role role) {
        refresh();
        return nodes().stream()
                .filter(node -> node.cluster().equals(cluster) && node.role() == role)
                .count();
    }

    private List<NodeStatus> nodes() {
        return contributors.get().stream()
                .flatMap(contributor -> contributor.nodes().stream())
                .toList();
    }

    private List<RouteCount> routes() {
        return contributors.get().stream()
                .flatMap(contributor -> contributor.routes().stream())
                .toList();
    }

    private List<Alert> alerts() {
        return contributors.get().stream()
                .flatMap(contributor -> contributor.alerts().stream())
                .toList();
    }
}
