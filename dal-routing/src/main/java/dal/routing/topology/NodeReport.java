package dal.routing.topology;

import dal.cluster.Role;
import dal.config.NodeConfig;
import dal.spi.NodeState;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cluster's nodes for people and metrics. */
final class NodeReport {

    private NodeReport() {}

    /**
     * One status for each node of the latest view.
     *
     * @param now by the clock of the samples
     */
    static List<NodeStatus> of(ClusterState cluster, long now) {
        ClusterView view = cluster.view();
        List<NodeStatus> statuses = new ArrayList<>();
        for (NodeState state : view.snapshot().nodes()) {
            NodeView node = view.node(state.node());
            NodeConfig config = cluster.config(state.node());
            if (node != null && config != null) {
                statuses.add(new NodeStatus(
                        view.cluster(),
                        node.node(),
                        config.connection().address(),
                        state.role(),
                        state.position(),
                        node.freshAsOf() == null ? null : Duration.ofNanos(Math.max(0, now - node.freshAsOf())),
                        availability(node, state.role()),
                        0));
            }
        }
        return statuses;
    }

    private static NodeAvailability availability(NodeView node, Role role) {
        if (node.drained()) {
            return NodeAvailability.DRAINED;
        }
        return switch (role) {
            case UNKNOWN -> node.unavailability();
            case FENCED -> NodeAvailability.FENCED;
            case PRIMARY, REPLICA -> NodeAvailability.SERVING;
        };
    }
}
