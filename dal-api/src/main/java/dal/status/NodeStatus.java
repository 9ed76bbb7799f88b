package dal.status;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.consistency.LogPosition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One node as it was last observed.
 *
 * @param cluster of which cluster
 * @param node which node
 * @param address host and port
 * @param role what it was last seen to be; {@link Role#UNKNOWN} while it does not answer
 * @param position what it has flushed (primary) or replayed (replica); null before the first observation
 * @param staleness of a replica: how old the data it serves may be at most; null where that is not known
 * @param availability whether it is asked
 * @param inFlight how much work of this process it has now
 * @param ejections how often it was left alone since reads on it failed
 */
public record NodeStatus(
        ClusterName cluster,
        NodeName node,
        String address,
        Role role,
        @Nullable LogPosition position,
        @Nullable Duration staleness,
        NodeAvailability availability,
        int inFlight,
        long ejections) {

    /** Of a node that was never ejected. */
    public NodeStatus(
            ClusterName cluster,
            NodeName node,
            String address,
            Role role,
            @Nullable LogPosition position,
            @Nullable Duration staleness,
            NodeAvailability availability,
            int inFlight) {
        this(cluster, node, address, role, position, staleness, availability, inFlight, 0);
    }
}
