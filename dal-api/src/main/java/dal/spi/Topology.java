package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import java.time.Duration;
import java.util.function.Consumer;

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
