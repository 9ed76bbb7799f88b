package dal.status;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * How often work was routed somewhere for one reason, since the start; of a node, since it was added.
 *
 * @param cluster of which cluster
 * @param node where to; null where it had to wait or was refused
 * @param decision what was decided
 * @param reason why: the label of a {@code RouteReason}
 * @param count how often
 */
public record RouteCount(ClusterName cluster, @Nullable NodeName node, Decision decision, String reason, long count) {

    /** What was decided. */
    public enum Decision {
        USE,
        WAIT,
        REFUSE
    }
}
