package dal.core.transaction;

import org.jooq.Transaction;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;

/** jOOQ's {@code transaction(...)} inside an open transaction of ours: a savepoint, as jOOQ's own nested transactions are. */
final class NestedTransactions implements TransactionProvider {

    private final Savepoints savepoints;

    NestedTransactions(Savepoints savepoints) {
        this.savepoints = savepoints;
    }

    @Override
    public void begin(TransactionContext context) {
        context.transaction(new Level(savepoints.set()));
    }

    @Override
    public void commit(TransactionContext context) {
        if (context.transaction() instanceof Level level) {
            savepoints.release(level.point());
        }
    }

    @Override
    public void rollback(TransactionContext context) {
        // Without a level it never began, and the savepoints there are belong to others.
        if (context.transaction() instanceof Level level) {
            savepoints.rollbackTo(level.point());
        }
    }

    /** What one {@code transaction(...)} began. */
    private record Level(Savepoints.Point point) implements Transaction {}
}
