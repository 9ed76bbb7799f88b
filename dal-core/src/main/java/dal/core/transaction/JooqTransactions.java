package dal.core.transaction;

import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.error.InvalidUseException;
import dal.transaction.TransactionOptions;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jspecify.annotations.Nullable;

/**
 * jOOQ's {@code transaction(...)} on a database's own DSLContext: a transaction of ours, bound to the thread as any other, so that services called in it join it.
 * Inside an open one it is a savepoint.
 */
public final class JooqTransactions implements TransactionProvider {

    private static final String KEY = JooqTransactions.class.getName();

    private final Transactions transactions;
    private final AmbientTransactions ambient;
    private final Principal principal;
    private final Freshness freshness;

    public JooqTransactions(
            Transactions transactions, AmbientTransactions ambient, Principal principal, Freshness freshness) {
        this.transactions = transactions;
        this.ambient = ambient;
        this.principal = principal;
        this.freshness = freshness;
    }

    @Override
    public void begin(TransactionContext context) {
        // A nested transaction's configuration starts as a copy of the outer one's.
        context.configuration().data().remove(KEY);
        if (!context.properties().isEmpty()) {
            throw new InvalidUseException(
                    "jOOQ's transaction properties are not taken: use inTransaction with its options",
                    principal.context(),
                    null);
        }
        OpenTransaction open = ambient.current(principal, freshness);
        if (open != null) {
            context.configuration().data(KEY, new Level(open, open.savepoints().set()));
        } else {
            open = transactions.open(principal, freshness, TransactionOptions.defaults());
            context.configuration().data(KEY, new Level(open, null));
        }
        context.configuration().set(open.source());
    }

    @Override
    public void commit(TransactionContext context) {
        Level level = level(context);
        if (level == null) {
            return;
        }
        if (level.point() != null) {
            level.transaction().savepoints().release(level.point());
            return;
        }
        var unused = level.transaction().complete();
        context.configuration().data().remove(KEY);
        transactions.close(level.transaction(), null);
    }

    @Override
    public void rollback(TransactionContext context) {
        Level level = level(context);
        if (level == null) {
            // It never began.
            return;
        }
        if (level.point() != null) {
            level.transaction().savepoints().rollbackTo(level.point());
            return;
        }
        Throwable cause = context.causeThrowable();
        transactions.close(level.transaction(), cause == null ? new IllegalStateException("rolled back") : cause);
    }

    private static @Nullable Level level(TransactionContext context) {
        return (Level) context.configuration().data(KEY);
    }

    /** What one {@code transaction(...)} opened: a transaction, or a savepoint in one. */
    private record Level(OpenTransaction transaction, Savepoints.@Nullable Point point) {}
}
