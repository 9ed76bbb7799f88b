package dal.core.execution;

import dal.spi.Router.NodeOutcome;

/** Takes how a node did in one piece of work. */
@FunctionalInterface
public interface NodeReport {

    /**
     * The work is over.
     *
     * @param duration how long the node took, in nanoseconds
     */
    void completed(NodeOutcome outcome, long duration);
}
