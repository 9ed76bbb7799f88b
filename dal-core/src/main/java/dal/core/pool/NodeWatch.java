package dal.core.pool;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import dal.status.PoolName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Remembers of every node whether it was seen, and whether it is out of sight since. Not thread-safe. */
final class NodeWatch {

    private record Seen(long version, Set<NodeName> ever, Set<NodeName> lost) {}

    private final Map<ClusterName, Seen> clusters = new HashMap<>();

    /**
     * Takes an observation.
     *
     * @return false if it is older than the last one, and was ignored
     */
    boolean observe(TopologySnapshot topology) {
        Seen before = clusters.get(topology.cluster());
        if (before != null && topology.version() < before.version()) {
            return false;
        }
        Set<NodeName> ever = new HashSet<>();
        Set<NodeName> lost = new HashSet<>();
        for (NodeState state : topology.nodes()) {
            if (state.role() != Role.UNKNOWN) {
                ever.add(state.node());
            } else if (before != null && before.ever().contains(state.node())) {
                ever.add(state.node());
                lost.add(state.node());
            }
        }
        clusters.put(topology.cluster(), new Seen(topology.version(), ever, lost));
        return true;
    }

    /** Whether the pool's node is one of its cluster's. */
    static boolean isMember(PoolName pool, TopologySnapshot topology) {
        return topology.node(pool.node()).isPresent();
    }

    /** Whether the pool's node plays the role the pool is for, as far as is known. */
    static boolean serves(PoolName pool, TopologySnapshot topology) {
        return topology.node(pool.node())
                .map(node -> serves(node, pool.purpose()))
                .orElse(false);
    }

    private static boolean serves(NodeState node, PoolPurpose purpose) {
        return switch (node.role()) {
            case UNKNOWN -> true;
            case FENCED -> false;
            case PRIMARY -> purpose != PoolPurpose.REPLICA;
            case REPLICA -> purpose == PoolPurpose.REPLICA;
        };
    }

    /** Whether the node was seen once and does not answer now. */
    boolean isLost(ClusterName cluster, NodeName node) {
        Seen seen = clusters.get(cluster);
        return seen != null && seen.lost().contains(node);
    }
}
