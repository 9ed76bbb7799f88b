package dal.core.execution;

import dal.config.DataAccessConfig;
import dal.config.RoutingConfig;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.core.lifecycle.WorkQueue;
import dal.error.CancelledException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.error.ShuttingDownException;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the router, and waits where it says so: bounded in time and in the number of those who wait ({@link WaitingPlaces}), and asked again with every observation of the cluster that may
 * change the answer. Thread-safe.
 */
@Singleton
public final class Routes implements WorkQueue {

    private final Router router;
    private final Topology topology;
    private final RoutingConfig config;
    private final WaitingPlaces places;
    private final NodeWaits waits = new NodeWaits();

    @Inject
    public Routes(Router router, Topology topology, DataAccessConfig config) {
        this.router = router;
        this.topology = topology;
        this.config = config.routing();
        this.places = new WaitingPlaces(this.config.maxWaiting());
    }

    Router router() {
        return router;
    }

    /** How long work that was not started waits for a node. */
    Duration patience(ClassRuntime tenantClass, Intent intent) {
        return intent == Intent.WRITE
                ? config.primaryWait()
                : tenantClass.config().pools().replica().acquireTimeout();
    }

    /** How long the primary is not to answer a read of that freshness, in nanoseconds. */
    long unsettled(Freshness freshness) {
        long since = freshness.sinceReplayed();
        return since == Long.MAX_VALUE ? 0 : Math.max(0, config.catchUpWait().toNanos() - since);
    }

    /**
     * Chooses a node. Once it had to wait, nodes that had failed the work are asked for again: they were observed since.
     *
     * @param deadline until when to wait, by {@link System#nanoTime()}; asked for once there is a wait
     * @throws NodeUnavailableException if no node was found in time, or too many wait already
     */
    public RouteDecision.Use choose(RouteRequest request, LongSupplier deadline, ErrorContext context) {
        return switch (router.route(request)) {
            case RouteDecision.Use use -> use;
            case RouteDecision.Refuse refuse -> throw unavailable(request, refuse.reason(), "", context);
            case RouteDecision.Wait wait -> await(request, deadline.getAsLong(), context);
        };
    }

    @Override
    public void dismiss() {
        waits.dismiss(false);
    }

    @Override
    public void refuse() {
        waits.dismiss(true);
    }

    private RouteDecision.Use await(RouteRequest request, long deadline, ErrorContext context) {
        long began = System.nanoTime();
        Runnable place = takePlace(request, context);
        NodeWaits.Wait waiting = waits.begin();
        try {
            RouteRequest asked = request;
            while (true) {
                // Looked at before the router looks, so that what is observed in between ends the wait.
                TopologySnapshot seen = topology.current(request.cluster());
                switch (router.route(asked)) {
                    case RouteDecision.Use use -> {
                        return use;
                    }
                    case RouteDecision.Refuse refuse -> throw unavailable(request, refuse.reason(), "", context);
                    case RouteDecision.Wait wait -> {
                        long now = System.nanoTime();
                        if (deadline - now <= 0) {
                            throw unavailable(
                                    request, wait.reason(), " within " + Duration.ofNanos(now - began), context);
                        }
                        awaitChange(
                                seen,
                                asked,
                                Math.min(
                                        Math.min(deadline - now, wait.askAgain().toNanos()),
                                        untilItMayFallBack(request, now - began)));
                        asked = new RouteRequest(
                                request.cluster(),
                                request.tenantClass(),
                                request.intent(),
                                request.consistency(),
                                Set.of(),
                                System.nanoTime() - began,
                                request.unsettled());
                    }
                }
            }
        } catch (InterruptedException e) {
            throw waiting.isDismissed() ? shuttingDown(context) : interrupted(e, context);
        } finally {
            waiting.end();
            place.run();
        }
    }

    /** A node that has failed the work is asked for again with whatever is observed next. Else only what may change the decision counts. */
    private void awaitChange(TopologySnapshot seen, RouteRequest asked, long limit) throws InterruptedException {
        var unused = asked.excluded().isEmpty()
                ? topology.awaitChange(seen, position(asked), Duration.ofNanos(limit))
                : topology.awaitNewer(seen, Duration.ofNanos(limit));
    }

    private static @Nullable LogPosition position(RouteRequest request) {
        CommitToken token = request.intent() == Intent.WRITE
                ? null
                : switch (request.consistency()) {
                    case Consistency.AtLeast(CommitToken least) -> least;
                    case Consistency.BoundedStaleness(Duration limit, @Nullable CommitToken seen) -> seen;
                    case Consistency.Strong strong -> null;
                    case Consistency.Eventual eventual -> null;
                };
        return token == null || token.position().equals(LogPosition.ORIGIN) ? null : token.position();
    }

    /** How long until a wait for a replica has been long enough for the primary to answer: no observation tells of that moment. */
    private long untilItMayFallBack(RouteRequest request, long waited) {
        long catchUp = config.catchUpWait().toNanos() - waited;
        long settled = request.unsettled() - waited;
        return Math.min(catchUp > 0 ? catchUp : Long.MAX_VALUE, settled > 0 ? settled : Long.MAX_VALUE);
    }

    private Runnable takePlace(RouteRequest request, ErrorContext context) {
        Runnable place = places.take(request.cluster(), context);
        if (place == null) {
            throw new NodeUnavailableException(
                    "Cluster '" + request.cluster() + "' has no node for a " + word(request)
                            + ", and too many calls wait"
                            + " for one already, in all or of this tenant (of " + config.maxWaiting()
                            + " places one tenant gets at most half, and fewer while others want them); try again"
                            + " later, or raise routing.max-waiting",
                    context,
                    null);
        }
        return place;
    }

    /** Waits for whatever is observed next of the cluster, until the deadline at most. */
    void awaitObservation(RouteRequest request, long deadline, ErrorContext context) {
        Runnable place = takePlace(request, context);
        NodeWaits.Wait waiting = waits.begin();
        try {
            long left = deadline - System.nanoTime();
            if (left > 0) {
                var unused = topology.awaitNewer(topology.current(request.cluster()), Duration.ofNanos(left));
            }
        } catch (InterruptedException e) {
            throw waiting.isDismissed() ? shuttingDown(context) : interrupted(e, context);
        } finally {
            waiting.end();
            place.run();
        }
    }

    private static CancelledException interrupted(InterruptedException e, ErrorContext context) {
        Thread.currentThread().interrupt();
        return new CancelledException("The call was interrupted while it waited for a node", context, e);
    }

    private static ShuttingDownException shuttingDown(ErrorContext context) {
        return new ShuttingDownException(
                "The call waited for a node, and this process is shutting down; nothing was sent", context, null);
    }

    private static NodeUnavailableException unavailable(
            RouteRequest request, RouteReason reason, String within, ErrorContext context) {
        return new NodeUnavailableException(
                "Cluster '" + request.cluster() + "' has no node for a " + word(request) + within + " ("
                        + reason.label() + ")",
                context,
                null);
    }

    private static String word(RouteRequest request) {
        return request.intent() == Intent.WRITE ? "write" : "read";
    }
}
