package dal.core.session;

import dal.ReadOptions;
import dal.core.execution.Borrowed;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Freshness;
import dal.core.execution.StatementSource;
import dal.core.execution.StatementUse;
import dal.core.execution.Work;
import dal.error.ErrorContext;
import dal.error.ScopeEndedException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.tenant.TenantId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;

/**
 * The statements of one block of reads: all on the node that was chosen for the block, each on a connection of its own, so that between statements none is held.
 * Ends with the block, and with it every cursor it gave out.
 */
final class ReadScope extends StatementSource {

    private final Borrowing borrowing;
    private final TenantId tenant;
    private final ClassRuntime tenantClass;
    private final Freshness freshness;
    private final ReadOptions options;
    private final RouteDecision.Use use;
    private final ErrorContext context;
    private final Set<Borrowed> open = ConcurrentHashMap.newKeySet();
    private final LongAdder statements = new LongAdder();
    private final LongAdder total = new LongAdder();
    private volatile boolean failed;
    private volatile boolean ended;

    ReadScope(
            Borrowing borrowing,
            TenantId tenant,
            ClassRuntime tenantClass,
            Freshness freshness,
            ReadOptions options,
            RouteDecision.Use use,
            ErrorContext context) {
        this.borrowing = borrowing;
        this.tenant = tenant;
        this.tenantClass = tenantClass;
        this.freshness = freshness;
        this.options = options;
        this.use = use;
        this.context = context;
    }

    @Override
    protected StatementUse open(ExecuteContext statement) {
        boolean batch = statement.type() == ExecuteType.BATCH;
        return borrow(Work.statement(
                batch ? Kind.BATCH : Kind.STATEMENT,
                Intent.READ,
                freshness.ofRead(tenantClass, options.consistency()),
                borrowing.statements().provablyReads(statement),
                options.timeout(),
                statement.sql(),
                statement.query()));
    }

    @Override
    protected StatementUse openByHand() {
        return borrow(
                Work.byHand(Intent.READ, freshness.ofRead(tenantClass, options.consistency()), options.timeout()));
    }

    private StatementUse borrow(Work work) {
        if (ended) {
            throw ended();
        }
        Borrowed borrowed = borrowing.borrow(tenant, tenantClass, work, use, freshness, this::took, null);
        open.add(borrowed);
        if (ended) {
            // The block ended on another thread meanwhile, and may not have seen this one.
            borrowed.giveBack();
            throw ended();
        }
        return StatementUse.owning(borrowed, () -> open.remove(borrowed));
    }

    private ScopeEndedException ended() {
        return new ScopeEndedException(
                "The read has ended, and what it gave out with it: use the TenantDatabase's own dsl()", context, null);
    }

    private void took(NodeOutcome outcome, long duration) {
        if (outcome != NodeOutcome.NOT_USED) {
            statements.increment();
            total.add(duration);
        }
        if (outcome == NodeOutcome.FAILED) {
            failed = true;
        }
    }

    /** Ends the block, and reports how its node did in one of its statements. */
    void end() {
        ended = true;
        for (Borrowed left : open) {
            // A cursor left open: its connection goes back, and reading on fails.
            left.giveBack();
            left.finish(-1, null);
        }
        open.clear();
        long count = statements.sum();
        NodeOutcome outcome = failed ? NodeOutcome.FAILED : count == 0 ? NodeOutcome.NOT_USED : NodeOutcome.ANSWERED;
        borrowing.report(tenantClass, use).completed(outcome, count == 0 ? 0 : total.sum() / count);
    }
}
