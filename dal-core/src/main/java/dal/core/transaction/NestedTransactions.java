package dal.core.transaction;

import java.sql.Savepoint;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jspecify.annotations.Nullable;

/** jOOQ's {@code transaction(...)} inside an open transaction of ours: a savepoint, as jOOQ's own nested transactions are. */
final class NestedTransactions implements TransactionProvider {

    private final OpenTransaction transaction;
    private final Deque<Savepoint> savepoints = new ArrayDeque<>();

    NestedTransactions(OpenTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public void begin(TransactionContext context) {
        savepoints.push(transaction.savepoint());
    }

    @Override
    public void commit(TransactionContext context) {
        transaction.release(savepoints.pop());
    }

    @Override
    public void rollback(TransactionContext context) {
        @Nullable Savepoint savepoint = savepoints.poll();
        if (savepoint != null) {
            transaction.rollbackTo(savepoint);
        }
    }
}
