package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as it was last observed.
 *
 * @param cluster which cluster
 * @param nodes its nodes
 * @param version grows with every observation
 */
public record TopologySnapshot(ClusterName cluster, List<NodeState> nodes, long version) {

    public TopologySnapshot {
        nodes = List.copyOf(nodes);
    }

    /** Where nobody waits for the next. */
    public TopologySnapshot(ClusterName cluster, List<NodeState> nodes) {
        this(cluster, nodes, 0);
    }

    /** The node of that name, if it is of this cluster. */
    public Optional<NodeState> node(NodeName name) {
        // A loop and no stream: it is asked for every statement.
        for (NodeState state : nodes) {
            if (state.node().equals(name)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
