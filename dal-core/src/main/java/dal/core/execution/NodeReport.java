package dal.core.execution;

import dal.spi.RouteDecision;
import dal.spi.Router.NodeOutcome;

/** Takes how a node did in one piece of work. */
@FunctionalInterface
public interface NodeReport {

    /**
     * The work is over.
     *
     * @param use the choice that is reported
     * @param duration how long the node took, in nanoseconds
     */
    void completed(RouteDecision.Use use, NodeOutcome outcome, long duration);
}
