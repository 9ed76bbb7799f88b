package dal.core.execution;

import dal.cluster.NodeName;
import dal.core.execution.Observers.Observation;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.spi.Execution;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of one piece of work to its connection: chooses a node and borrows there. Where nothing could be sent, or what was sent may be sent again, it chooses
 * once more, without the nodes that failed it.
 *
 * <p>Repeating is safe here because nothing had reached a server yet; whoever comes back after something had ({@link #failed}) answers for that. It is bounded
 * by a time that begins with the first {@link Trouble} and by a number of sendings, and needs no pause of its own: each node is tried once, and after that an observation newer than the failure is
 * waited for. The first failures are kept as suppressed ones of the last.
 *
 * <p>Not thread-safe.
 */
final class Placement {

    private final Borrowing borrowing;
    private final Principal principal;
    private final ClassRuntime tenantClass;
    private final Work work;
    private final Freshness freshness;
    private final Itinerary itinerary;
    private @Nullable Observation observation;
    private @Nullable Observation rerun;
    private @Nullable Trouble trouble;
    private @Nullable List<String> settings;

    Placement(
            Borrowing borrowing,
            Principal principal,
            ClassRuntime tenantClass,
            Work work,
            Freshness freshness,
            Itinerary itinerary) {
        this.borrowing = borrowing;
        this.principal = principal;
        this.tenantClass = tenantClass;
        this.work = work;
        this.freshness = freshness;
        this.itinerary = itinerary;
    }

    /** The whole work's observation; null before its first node was chosen. */
    @Nullable
    Observation observation() {
        return observation;
    }

    Principal principal() {
        return principal;
    }

    Work work() {
        return work;
    }

    /** Tells pieces of work apart: all statements of one block share its way through the nodes. */
    Object whose() {
        return itinerary;
    }

    /** The values of the tenant's settings: asked for once, on the caller's thread, whoever sends the statement and wherever it goes. */
    List<String> settings() {
        List<String> known = settings;
        if (known == null) {
            known = principal.settings(tenantClass);
            settings = known;
        }
        return known;
    }

    /** Asks where a second answer may come from. */
    RouteRequest hedge(NodeName asked) {
        Set<NodeName> others = new HashSet<>(excluded());
        others.add(asked);
        return request(Intent.HEDGE, others);
    }

    private RouteRequest request(Intent intent, Set<NodeName> without) {
        return new RouteRequest(
                tenantClass.config().cluster(),
                tenantClass.config().name(),
                intent,
                work.consistency(),
                without,
                0,
                intent == Intent.READ ? borrowing.routes().unsettled(freshness) : 0);
    }

    /** The work's first connection; without one the work is over, and its observers are told. */
    Borrowed begin() {
        try {
            return borrow();
        } catch (RuntimeException | Error e) {
            if (observation != null) {
                observation.finish(-1, e);
            } else {
                borrowing.watching().refused(principal, tenantClass, work, e);
            }
            throw e;
        }
    }

    /** A connection on the node chosen. */
    Borrowed borrow() {
        ErrorContext context = principal.context(tenantClass);
        while (true) {
            RouteRequest request = request(work.intent(), excluded());
            RouteDecision.Use use;
            try {
                use = itinerary.choose(request, this::patience, context);
            } catch (DatabaseException e) {
                borrowing.noteIfSentAway(e, whose(), tenantClass);
                DatabaseException refusal = trouble == null ? null : trouble.refusal();
                throw abandoned(refusal == null ? e : refusal);
            }
            NodeReport report = itinerary.report(use);
            try {
                prepare(use, report);
                return borrowing.borrow(
                        principal,
                        tenantClass,
                        work,
                        use,
                        settings(),
                        freshness,
                        report,
                        attempt(),
                        longestWait(use),
                        whose(),
                        trouble != null && trouble.hasBrokenAny());
            } catch (NodeUnavailableException e) {
                endRerun(e);
                excluding(use.node(), e);
                boolean write = work.intent() == Intent.WRITE;
                if (trouble().isTimeUp() || (write && Trouble.isRefused(e))) {
                    throw abandoned(e);
                }
                if (write) {
                    // There is no other node to try: look again once something was seen.
                    borrowing.routes().awaitObservation(request, trouble().deadline(), context);
                }
            } catch (RuntimeException | Error e) {
                throw abandoned(e);
            }
        }
    }

    /** For a connection of that node's pool; zero for the pool's own. */
    private Wait longestWait(RouteDecision.Use use) {
        Deadline over = work.deadline();
        if (over == null) {
            return Wait.USUAL;
        }
        Duration usual = tenantClass.config().pools().of(use.purpose()).acquireTimeout();
        return new Wait(over.atMost(usual), Duration.ZERO);
    }

    /** It was sent to a node and failed there, and is to be placed once more. */
    void failed(NodeName node, DatabaseException failure) {
        excluding(node, failure);
        endRerun(failure);
    }

    /** It was sent, and failed for good: the error tells of the failures before it too. */
    void failedForGood(Throwable error) {
        if (trouble != null) {
            trouble.tellIn(error);
        }
    }

    private void excluding(NodeName node, DatabaseException failure) {
        if (work.intent() != Intent.WRITE) {
            trouble().exclude(node);
        }
        trouble().keep(failure);
    }

    /** A try over, the second or a later one, with that failure if it failed. */
    void endRerun(@Nullable Throwable failure) {
        if (rerun != null) {
            rerun.finish(-1, failure);
            rerun = null;
        }
    }

    /** What may fail before the node is asked for a connection. */
    private void prepare(RouteDecision.Use use, NodeReport report) {
        try {
            observe(use);
            var unused = settings();
        } catch (RuntimeException | Error e) {
            report.completed(use, NodeOutcome.NOT_USED, 0);
            throw e;
        }
    }

    private void observe(RouteDecision.Use use) {
        Observation whole = observation;
        if (whole == null && borrowing.observers().none()) {
            return;
        }
        if (whole == null) {
            int earlier = work.terms() == null ? 0 : work.terms().attempt() - 1;
            observation =
                    borrowing.watching().started(work.kind(), principal, tenantClass, use, work, earlier + 1, null);
            observation.after(earlier);
        } else {
            whole.again(use.node());
            if (trouble != null && trouble.wasSent() && rerun == null) {
                rerun = borrowing
                        .watching()
                        .started(Execution.Kind.RERUN, principal, tenantClass, use, work, whole.attempts(), whole);
            }
        }
    }

    private @Nullable Observation attempt() {
        return rerun == null ? observation : rerun;
    }

    private RuntimeException abandoned(Throwable failure) {
        endRerun(failure);
        failedForGood(failure);
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** Until when to wait for a node. */
    private long patience() {
        return trouble().refusal() == null ? trouble().deadline() : System.nanoTime();
    }

    private Set<NodeName> excluded() {
        return trouble == null ? Set.of() : trouble.excluded();
    }

    /** What it has run into; its time begins when this is first asked for. */
    Trouble trouble() {
        Trouble known = trouble;
        if (known == null) {
            Duration patience = borrowing.routes().patience(tenantClass, work.intent());
            Deadline over = work.deadline();
            known = new Trouble(over == null ? patience : over.atMost(patience));
            trouble = known;
        }
        return known;
    }
}
