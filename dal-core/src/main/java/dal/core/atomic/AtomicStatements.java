package dal.core.atomic;

import dal.AtomicResult;
import dal.AtomicResult.Effect;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.core.execution.StatementUse;
import dal.core.execution.Work;
import dal.core.transaction.AmbientTransactions;
import dal.core.transaction.OpenTransaction;
import dal.error.InvalidUseException;
import dal.spi.Execution.Kind;
import dal.spi.RouteRequest.Intent;
import java.util.Collections;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** Applies statements together: in the thread's open transaction if there is one, else in one of their own. Thread-safe. */
public final class AtomicStatements {

    /** Behind it the texts become so long, and the estimate of their answers so large, that one round trip cannot be had. */
    private static final int MOST_STATEMENTS = 250;

    private static final Effect NOTHING = new Effect(0, null);

    private final Borrowing borrowing;
    private final AmbientTransactions ambient;
    private final Dsl dsl;

    public AtomicStatements(Borrowing borrowing, AmbientTransactions ambient, Dsl dsl) {
        this.borrowing = borrowing;
        this.ambient = ambient;
        this.dsl = dsl;
    }

    /**
     * Applies {@code statements} for {@code principal}, as {@link dal.Database#atomic} says.
     *
     * @param own what records that come back are attached to outside of a transaction
     */
    public AtomicResult apply(Principal principal, Freshness freshness, DSLContext own, Query... statements) {
        List<Query> given = List.of(statements);
        if (given.size() > MOST_STATEMENTS) {
            throw new InvalidUseException(
                    "At most " + MOST_STATEMENTS + " statements are applied together, these are " + given.size()
                            + ": use fewer with more rows each, or inTransaction",
                    principal.context(),
                    null);
        }
        OpenTransaction open = ambient.current(principal, freshness);
        ClassRuntime tenantClass = open == null ? borrowing.classOf(principal) : open.tenantClass();
        Rendered rendered = Rendered.of(dsl, own, given, tenantClass.namesNoSchema());
        if (rendered.sent().isEmpty()) {
            return new AtomicResult(given, Collections.nCopies(given.size(), NOTHING));
        }
        if (open != null) {
            return run(open.joinAtomic(told(rendered)), rendered, open.dsl());
        }
        return run(place(principal, freshness, tenantClass, rendered), rendered, own);
    }

    private StatementUse place(Principal principal, Freshness freshness, ClassRuntime tenantClass, Rendered rendered) {
        Work work = Work.statement(
                Kind.BATCH, Intent.WRITE, freshness.ofWrite(tenantClass), false, null, told(rendered), null);
        return borrowing.alone(principal, tenantClass, work, freshness);
    }

    private @Nullable String told(Rendered rendered) {
        return borrowing.observers().none() ? null : rendered.text();
    }

    private AtomicResult run(StatementUse use, Rendered rendered, DSLContext own) {
        Throwable failure = null;
        long rows = -1;
        try {
            AtomicResult result = new Sending(use, rendered, dsl, own).run();
            rows = rows(result);
            return result;
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            end(use, rows, failure);
        }
    }

    /** How many rows they changed or returned together. */
    private static long rows(AtomicResult result) {
        long rows = 0;
        for (Effect effect : result.effects()) {
            rows += effect.count();
        }
        return rows;
    }

    private static void end(StatementUse use, long rows, @Nullable Throwable failure) {
        try {
            use.giveBack();
        } finally {
            use.end(rows, failure);
        }
    }
}
