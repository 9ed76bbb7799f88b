package dal.spi;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.consistency.LogPosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one node was last observed to be.
 *
 * @param node which node
 * @param role its role; {@link Role#UNKNOWN} while it does not answer
 * @param position what it has flushed (primary) or replayed (replica); null while unknown
 * @param freshAsOf of a replica: it holds everything committed before that moment, by {@link System#nanoTime}; null where that is not known
 */
public record NodeState(
        NodeName node,
        Role role,
        @Nullable LogPosition position,
        @Nullable Long freshAsOf) {

    public NodeState {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(role, "role");
    }

    /** A node of whose freshness nothing is known. */
    public NodeState(NodeName node, Role role, @Nullable LogPosition position) {
        this(node, role, position, null);
    }
}
