package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.Role;
import dal.spi.StatusContributor;
import dal.status.NodeStatus;
import dal.status.RouteCount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Meters of clusters, their nodes and where work goes. Which nodes and reasons there are shows while running, and a registry has no hook before it is read: the
 * gauges that count nodes are read each time, and bring the other meters up to date; what is new is therefore seen from the second reading on. Thread-safe.
 */
public final class ClusterMetrics {

    private final Supplier<Set<StatusContributor>> contributors;
    private final NodeMetrics nodes;
    private final RouteMetrics routes;

    /**
     * Registers in that registry.
     *
     * @param clusters all of them
     * @param contributors who know nodes and routes; asked for when the registry is read
     */
    public ClusterMetrics(
            MeterRegistry registry, Collection<ClusterName> clusters, Supplier<Set<StatusContributor>> contributors) {
        this.contributors = contributors;
        this.nodes = new NodeMetrics(registry, this::nodes);
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

    private double count(ClusterName cluster, Role role) {
        nodes.refresh();
        routes.refresh();
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
}
