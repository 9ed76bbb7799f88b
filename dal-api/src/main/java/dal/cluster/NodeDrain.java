package dal.cluster;

/**
 * Takes a node out of the choice for reads by hand, and brings it back: before maintenance, or to look at it in peace. Inject it where operators' commands
 * arrive. What runs on the node goes on to its end. Writes go to the primary, drained or not, since there is no other. Kept in this process's memory alone, and
 * forgotten with a node that is removed from its cluster. Thread-safe.
 */
public interface NodeDrain {

    /**
     * Sends no new reads to the node from now on. If every replica is drained the primary answers.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    void drain(ClusterName cluster, NodeName node);

    /**
     * Sends reads to the node again, at first few.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    void undrain(ClusterName cluster, NodeName node);
}
