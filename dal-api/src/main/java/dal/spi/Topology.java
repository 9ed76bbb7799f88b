package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.consistency.LogPosition;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Observes which nodes a cluster has and what each is. Thread-safe. */
public interface Topology {

    /**
     * The latest observation; no I/O.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    TopologySnapshot current(ClusterName cluster);

    /**
     * Waits for an observation newer than {@code seen}: any node's, a new position counts. While somebody waits, nodes are observed more often than their
     * interval says.
     *
     * @return the latest snapshot; {@code seen} itself if nothing came within the limit
     */
    TopologySnapshot awaitNewer(TopologySnapshot seen, Duration limit) throws InterruptedException;

    /**
     * Waits for an observation on which what waits may be decided otherwise: nodes, roles or drains differ from {@code seen}, or a replica has reached that position and had
     * not by then. Other observations wake nobody, so that many may wait at once. While somebody waits, nodes are observed more often than their interval says.
     *
     * @param position what a replica is to replay; null where positions do not matter
     * @return the latest snapshot; {@code seen} itself if nothing came within the limit
     */
    default TopologySnapshot awaitChange(TopologySnapshot seen, @Nullable LogPosition position, Duration limit)
            throws InterruptedException {
        return awaitNewer(seen, limit);
    }

    /**
     * Asks a node now, because it did what contradicts what was last observed of it, and waits for the answer.
     *
     * @return what it is; {@link dal.cluster.Role#UNKNOWN} if it does not answer within the limit
     */
    NodeState probe(ClusterName cluster, NodeName node, Duration limit) throws InterruptedException;

    /**
     * Calls {@code listener} whenever a node came, went, or changed its role; not for every new position. It is called on the observer's thread and has to be
     * quick.
     */
    Registration onChange(Consumer<TopologySnapshot> listener);
}
