package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;

/** Decides which node answers. Thread-safe; does no I/O and takes no lock, for it is asked for every statement. */
public interface Router {

    /** See {@link #hedgeDelay}. */
    long NO_HEDGING = Long.MAX_VALUE;

    RouteDecision route(RouteRequest request);

    /**
     * How long a read waits for its replica before a second one is worth asking ({@link RouteRequest.Intent#HEDGE}), in nanoseconds; {@link #NO_HEDGING} where it
     * never is: of such a read nothing is {@link #awaited}, so who still has to learn how long answers take says something long. Asked once for each read that a
     * replica answers: the share of reads asked twice counts from that.
     */
    default long hedgeDelay(ClusterName cluster) {
        return NO_HEDGING;
    }

    /**
     * Reports how long a read waited for its replica to begin to answer, counted as its {@link #hedgeDelay} is. Not of a read that failed for its replica's sake.
     *
     * @param duration in nanoseconds
     * @param answered false where the answer was left, since a second replica had one: it takes longer than that
     */
    default void awaited(ClusterName cluster, long duration, boolean answered) {}

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
