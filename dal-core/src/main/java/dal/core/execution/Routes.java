package dal.core.execution;

import dal.error.CancelledException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.Router;
import dal.spi.Topology;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Asks the router, and waits where it says so: bounded, and ended early when the topology changes. Thread-safe. */
@Singleton
public final class Routes {

    private final Router router;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @Inject
    public Routes(Router router, Topology topology) {
        this.router = router;
        var unused = topology.onChange(snapshot -> wake());
    }

    Router router() {
        return router;
    }

    /**
     * Chooses a node.
     *
     * @param patience how long a wait may last in all
     * @throws NodeUnavailableException if no node was found in time
     */
    RouteDecision.Use choose(RouteRequest request, Duration patience, ErrorContext context) {
        RouteDecision decision = router.route(request);
        return decision instanceof RouteDecision.Use use ? use : waitFor(request, patience, context);
    }

    /** Asks again whenever the topology changes, and under the lock that a change is signalled under, so that none is missed between asking and waiting. */
    private RouteDecision.Use waitFor(RouteRequest request, Duration patience, ErrorContext context) {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (true) {
                switch (router.route(request)) {
                    case RouteDecision.Use use -> {
                        return use;
                    }
                    case RouteDecision.Refuse refuse -> throw unavailable(request, refuse.reason(), "", context);
                    case RouteDecision.Wait wait -> {
                        long left = deadline - System.nanoTime();
                        if (left <= 0) {
                            throw unavailable(request, wait.reason(), " within " + patience, context);
                        }
                        var unused = changed.awaitNanos(
                                Math.min(left, wait.askAgain().toNanos()));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("The call was interrupted while it waited for a node", context, e);
        } finally {
            lock.unlock();
        }
    }

    private static NodeUnavailableException unavailable(
            RouteRequest request, RouteReason reason, String within, ErrorContext context) {
        return new NodeUnavailableException(
                "Cluster '" + request.cluster() + "' has no node for a "
                        + (request.intent() == RouteRequest.Intent.READ ? "read" : "write") + within + " ("
                        + reason.label() + ")",
                context,
                null);
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
