package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;

/** Decides which node answers. Thread-safe; does no I/O and takes no lock, for it is asked for every statement. */
public interface Router {

    RouteDecision route(RouteRequest request);

    /**
     * Reports how work ended that a {@link RouteDecision.Use} was given for.
     *
     * @param outcome how the node did, not how the statement did: a constraint violation is a success of the node
     * @param duration how long the node took, in nanoseconds
     */
    void completed(ClusterName cluster, NodeName node, NodeOutcome outcome, long duration);

    /** How a node did. */
    enum NodeOutcome {
        ANSWERED,
        /** The connection broke, could not be made, or the server is going down. */
        FAILED,
        /** The work never reached the node: its pool gave no connection, or the caller gave up. */
        NOT_USED
    }
}
