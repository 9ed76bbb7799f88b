package dal.core.transaction;

import dal.core.transaction.OpenTransaction.SavedPoint;
import org.jooq.Transaction;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;

/** jOOQ's {@code transaction(...)} inside an open transaction of ours: a savepoint, as jOOQ's own nested transactions are. */
final class NestedTransactions implements TransactionProvider {

    private final OpenTransaction transaction;

    NestedTransactions(OpenTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public void begin(TransactionContext context) {
        context.transaction(new Level(transaction.savepoint()));
    }

    @Override
    public void commit(TransactionContext context) {
        if (context.transaction() instanceof Level level) {
            transaction.release(level.point());
        }
    }

    @Override
    public void rollback(TransactionContext context) {
        // Without a level it never began, and the savepoints there are belong to others.
        if (context.transaction() instanceof Level level) {
            transaction.rollbackTo(level.point());
        }
    }

    /** What one {@code transaction(...)} began. */
    private record Level(SavedPoint point) implements Transaction {}
}
