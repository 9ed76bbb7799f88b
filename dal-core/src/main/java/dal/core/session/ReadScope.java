package dal.core.session;

import dal.ReadOptions;
import dal.consistency.LogPosition;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Freshness;
import dal.core.execution.Itinerary;
import dal.core.execution.NodeReport;
import dal.core.execution.Principal;
import dal.core.execution.RoutedUse;
import dal.core.execution.StatementSource;
import dal.core.execution.StatementTexts;
import dal.core.execution.StatementUse;
import dal.core.execution.Work;
import dal.error.ErrorContext;
import dal.error.ScopeEndedException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;

/**
 * The statements of one block of reads: all on the node that was chosen for the block, until it fails one of them, and then on another that has at least what
 * they have seen. Each has a connection of its own, so that between statements none is held. Ends with the block, and with it every cursor it gave out.
 */
final class ReadScope extends StatementSource implements Itinerary {

    private final Borrowing borrowing;
    private final Principal principal;
    private final ClassRuntime tenantClass;
    private final Freshness.OfBlock freshness;
    private final ReadOptions options;
    private final Set<RoutedUse> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock moving = new ReentrantLock();
    private volatile Stay stay;
    private volatile boolean ended;

    /**
     * A block on the node of {@code use}.
     *
     * @param outer the freshness of its database
     */
    ReadScope(
            Borrowing borrowing,
            Principal principal,
            ClassRuntime tenantClass,
            Freshness outer,
            ReadOptions options,
            RouteDecision.Use use) {
        this.borrowing = borrowing;
        this.principal = principal;
        this.tenantClass = tenantClass;
        this.freshness = new Freshness.OfBlock(outer);
        this.options = options;
        this.stay = new Stay(use);
    }

    @Override
    protected StatementUse open(ExecuteContext statement) {
        boolean batch = statement.type() == ExecuteType.BATCH;
        return place(Work.statement(
                batch ? Kind.BATCH : Kind.STATEMENT,
                Intent.READ,
                freshness.ofRead(tenantClass, options.consistency()),
                borrowing.statements().provablyReads(statement),
                options.timeout(),
                StatementTexts.of(statement, borrowing.observers()),
                statement.query()));
    }

    @Override
    protected StatementUse openByHand() {
        return place(Work.byHand(Intent.READ, freshness.ofRead(tenantClass, options.consistency()), options.timeout()));
    }

    private StatementUse place(Work work) {
        if (ended) {
            throw ended();
        }
        RoutedUse use = borrowing.use(principal, tenantClass, work, freshness, this);
        open.add(use);
        if (ended) {
            // The block ended on another thread meanwhile, and may not have seen this one.
            use.giveBack();
            throw ended();
        }
        return use;
    }

    private ScopeEndedException ended() {
        RouteDecision.Use last = stay.use;
        return new ScopeEndedException(
                "The read has ended, and what it gave out with it: use the database's own dsl()",
                principal.context(tenantClass).on(last.node(), last.role()),
                null);
    }

    // --- where its statements go ---

    @Override
    public RouteDecision.Use choose(RouteRequest request, LongSupplier deadline, ErrorContext context) {
        while (true) {
            Stay here = stay;
            if (!request.excluded().contains(here.use.node())) {
                return here.next(freshness.seen());
            }
            RouteDecision.Use use = borrowing.routes().choose(request, deadline, context);
            if (movedTo(use, here)) {
                return use;
            }
        }
    }

    /** Moves the block, unless a statement on another thread has moved it meanwhile, or it has ended: each choice is reported once. */
    private boolean movedTo(RouteDecision.Use use, Stay here) {
        moving.lock();
        try {
            if (stay == here && !ended) {
                stay = new Stay(use);
                here.letGo();
                return true;
            }
        } finally {
            moving.unlock();
        }
        borrowing.report(tenantClass).completed(use, NodeOutcome.NOT_USED, 0);
        if (ended) {
            throw ended();
        }
        return false;
    }

    @Override
    public NodeReport report(RouteDecision.Use use) {
        Stay here = stay;
        // A node that the block has left meanwhile is reported without it.
        return here.use.node().equals(use.node()) && here.hold() ? here : (choice, outcome, duration) -> {};
    }

    @Override
    public void left(RoutedUse use) {
        open.remove(use);
    }

    /** Ends the block, and reports how its node did in one of its statements once the last of them is through. */
    void end() {
        ended = true;
        for (RoutedUse left : open) {
            // A cursor left open: its connection goes back, and reading on fails.
            left.giveBack();
            left.end(-1, null);
        }
        open.clear();
        moving.lock();
        try {
            stay.letGo();
        } finally {
            moving.unlock();
        }
    }

    /** A node the block is on, and how it did: told when the block has left it, and the last of its statements there, which may have been beaten by a second. */
    private final class Stay implements NodeReport {

        private final RouteDecision.Use use;
        private final LongAdder statements = new LongAdder();
        private final LongAdder total = new LongAdder();
        private final AtomicInteger holders = new AtomicInteger(1);
        private volatile boolean failed;

        Stay(RouteDecision.Use use) {
            this.use = use;
        }

        /** Here once more: the node has to have replayed what the block has seen, here or elsewhere. A crash may have set it back meanwhile. */
        RouteDecision.Use next(LogPosition seen) {
            return seen.equals(LogPosition.ORIGIN)
                    ? use
                    : new RouteDecision.Use(
                            use.node(), use.role(), use.purpose(), use.reason(), later(seen), use.startedAt());
        }

        private LogPosition later(LogPosition seen) {
            LogPosition required = use.required();
            return required == null || required.compareTo(seen) < 0 ? seen : required;
        }

        /** A statement goes there; false if the node was reported already. */
        boolean hold() {
            return holders.getAndUpdate(held -> held == 0 ? 0 : held + 1) > 0;
        }

        @Override
        public void completed(RouteDecision.Use choice, NodeOutcome outcome, long duration) {
            if (outcome != NodeOutcome.NOT_USED) {
                statements.increment();
                total.add(duration);
            }
            if (outcome == NodeOutcome.FAILED) {
                failed = true;
            }
            letGo();
        }

        void letGo() {
            if (holders.decrementAndGet() > 0) {
                return;
            }
            long count = statements.sum();
            NodeOutcome outcome =
                    failed ? NodeOutcome.FAILED : count == 0 ? NodeOutcome.NOT_USED : NodeOutcome.ANSWERED;
            borrowing.report(tenantClass).completed(use, outcome, count == 0 ? 0 : total.sum() / count);
        }
    }
}
