package dal.status;

import java.util.List;

/**
 * What a manager is doing.
 *
 * @param state where it is in its life
 * @param running statements, reads and transactions under way
 * @param refused calls turned away since it shuts down; of a call that is made again, each time
 * @param pools every open pool
 * @param nodes every node
 * @param routes how often work was routed where, and why
 * @param alerts what an operator should know
 */
public record ManagerStatus(
        LifecycleState state,
        int running,
        int refused,
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
