package dal.core.pool;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.core.pool.NodeLoss.Kind;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers what every node was last seen to be, and finds in each new observation what was lost since. Not thread-safe. */
final class NodeWatch {

    private final Map<ClusterName, Map<NodeName, Seen>> clusters = new HashMap<>();
    private final Map<ClusterName, Long> versions = new HashMap<>();

    /**
     * What was lost since the last observation.
     *
     * @return empty if the observation is older than the last one
     */
    Optional<List<NodeLoss>> observe(TopologySnapshot topology) {
        ClusterName cluster = topology.cluster();
        if (topology.version() < versions.getOrDefault(cluster, topology.version())) {
            return Optional.empty();
        }
        versions.put(cluster, topology.version());
        Map<NodeName, Seen> before = clusters.getOrDefault(cluster, Map.of());
        Map<NodeName, Seen> after = new HashMap<>();
        List<NodeLoss> losses = new ArrayList<>();
        for (NodeState state : topology.nodes()) {
            Seen seen = before.get(state.node());
            if (seen != null) {
                Kind kind = seen.becomes(state.role());
                if (kind != null) {
                    losses.add(new NodeLoss(cluster, state.node(), seen.role, kind));
                }
                after.put(state.node(), seen.then(state.role()));
            } else if (state.role() != Role.UNKNOWN) {
                after.put(state.node(), new Seen(state.role(), false));
            }
        }
        before.forEach((node, seen) -> {
            if (!after.containsKey(node)) {
                losses.add(new NodeLoss(cluster, node, seen.role, Kind.REMOVED));
            }
        });
        clusters.put(cluster, after);
        return Optional.of(losses);
    }

    /** Whether the node was seen once and does not answer now. */
    boolean isLost(ClusterName cluster, NodeName node) {
        Seen seen = clusters.getOrDefault(cluster, Map.of()).get(node);
        return seen != null && seen.lost;
    }

    /**
     * A node that was seen.
     *
     * @param role what it was when it was seen last
     * @param lost whether it does not answer
     */
    private record Seen(Role role, boolean lost) {

        Seen then(Role now) {
            return now == Role.UNKNOWN ? new Seen(role, true) : new Seen(now, false);
        }

        @Nullable
        Kind becomes(Role now) {
            if (now == role) {
                return null;
            }
            return switch (now) {
                case UNKNOWN -> lost ? null : Kind.LOST;
                case FENCED -> Kind.FENCED;
                case PRIMARY, REPLICA -> role == Role.FENCED ? null : Kind.CHANGED;
            };
        }
    }
}
