package dal.core.pool;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import java.util.Objects;

/**
 * A node can no longer be used as it was.
 *
 * @param cluster whose node
 * @param node which node
 * @param was its role before
 * @param kind what happened
 */
public record NodeLoss(ClusterName cluster, NodeName node, Role was, Kind kind) {

    public NodeLoss {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(was, "was");
        Objects.requireNonNull(kind, "kind");
    }

    /** What happened to a node. */
    public enum Kind {
        /** It does not answer its monitor. */
        LOST,
        /** It says it is the primary, but another one was promoted later. */
        FENCED,
        /** It plays another role now. */
        CHANGED,
        /** It is not of the cluster any more. */
        REMOVED
    }
}
