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
 */
public record TopologySnapshot(ClusterName cluster, List<NodeState> nodes) {

    public TopologySnapshot {
        nodes = List.copyOf(nodes);
    }

    /** The node of that name, if it is of this cluster. */
    public Optional<NodeState> node(NodeName name) {
        return nodes.stream().filter(state -> state.node().equals(name)).findFirst();
    }
}
