package dal.core.execution;

import dal.error.ErrorContext;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest;
import java.util.function.LongSupplier;

/** Which nodes a piece of work goes to: each time where the router says, or where the block it belongs to has gone already. */
public interface Itinerary {

    /**
     * Chooses a node.
     *
     * @param deadline until when to wait for one, by {@link System#nanoTime()}; asked for only if there is a wait
     * @throws dal.error.NodeUnavailableException if no node was found in time
     */
    RouteDecision.Use choose(RouteRequest request, LongSupplier deadline, ErrorContext context);

    /** Takes how the node of a choice did; once for each choice. */
    NodeReport report(RouteDecision.Use use);

    /** A use of it is over: its last connection has gone back. Told once for each use. */
    void left(RoutedUse use);
}
