package dal.core.execution;

import dal.error.ErrorContext;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest;
import dal.spi.Router.NodeOutcome;
import java.util.function.LongSupplier;

/**
 * The way of one piece of work that stands alone: wherever the router says, each time. It was let in ({@link Borrowing#enter}), and is over with its use. One object
 * for all of that, since each statement makes one.
 */
final class Routed implements Itinerary, NodeReport {

    private final Borrowing borrowing;
    private final ClassRuntime tenantClass;

    Routed(Borrowing borrowing, ClassRuntime tenantClass) {
        this.borrowing = borrowing;
        this.tenantClass = tenantClass;
    }

    @Override
    public RouteDecision.Use choose(RouteRequest request, LongSupplier deadline, ErrorContext context) {
        return borrowing.routes().choose(request, deadline, context);
    }

    @Override
    public NodeReport report(RouteDecision.Use use) {
        return this;
    }

    @Override
    public void completed(RouteDecision.Use use, NodeOutcome outcome, long duration) {
        borrowing.routes().router().completed(tenantClass.config().cluster(), use.node(), outcome, duration);
    }

    @Override
    public void left(RoutedUse use) {
        borrowing.leave(tenantClass);
    }
}
