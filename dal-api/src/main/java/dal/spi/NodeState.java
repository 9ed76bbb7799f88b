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
 */
public record NodeState(NodeName node, Role role, @Nullable LogPosition position) {

    public NodeState {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(role, "role");
    }
}
