package dal.status;

import java.util.List;

/**
 * What a manager is doing.
 *
 * @param state where it is in its life
 * @param running statements, reads and transactions under way
 * @param pools every open pool
 * @param nodes every node
 * @param routes how often work was routed where, and why
 * @param alerts what an operator should know
 */
public record ManagerStatus(
        LifecycleState state,
        int running,
        List<PoolStatus> pools,
        List<NodeStatus> nodes,
        List<RouteCount> routes,
        List<Alert> alerts) {

    public ManagerStatus {
        pools = List.copyOf(pools);
        nodes = List.copyOf(nodes);
        routes = List.copyOf(routes);
        alerts = List.copyOf(alerts);
    }
}
