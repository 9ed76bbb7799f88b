package dal.telemetry.metrics;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import dal.status.RouteCount;
import dal.telemetry.Executions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of nodes and routes what a test wants it to. */
final class Contributed implements StatusContributor {

    List<NodeStatus> nodes = List.of();
    List<RouteCount> routes = List.of();
    List<Alert> alerts = List.of();

    @Override
    public List<Alert> alerts() {
        return alerts;
    }

    @Override
    public List<NodeStatus> nodes() {
        return nodes;
    }

    @Override
    public List<RouteCount> routes() {
        return routes;
    }

    static NodeStatus replica(NodeAvailability availability) {
        return node(Executions.REPLICA, Role.REPLICA, availability, Duration.ofMillis(250), 7);
    }

    static NodeStatus primary() {
        return node(NodeName.of("primary"), Role.PRIMARY, NodeAvailability.SERVING, null, 2);
    }

    private static NodeStatus node(
            NodeName name, Role role, NodeAvailability availability, @Nullable Duration staleness, int inFlight) {
        return new NodeStatus(Executions.MAIN, name, name + ":5432", role, null, staleness, availability, inFlight);
    }

    static RouteCount route(@Nullable NodeName node, RouteCount.Decision decision, long count) {
        return new RouteCount(Executions.MAIN, node, decision, "eventual_read", count);
    }
}
