package dal.testing.mock;

import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.transaction.TransactionOptions;
import org.jooq.Transaction;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jspecify.annotations.Nullable;

/** jOOQ's own {@code transaction(...)}: a transaction as {@code inTransaction} opens it, and a savepoint inside an open one. */
final class JooqTransactions implements TransactionProvider {

    private final MockTenantDatabase database;

    JooqTransactions(MockTenantDatabase database) {
        this.database = database;
    }

    @Override
    public void begin(TransactionContext context) {
        MockTransaction open = database.open();
        if (open == null) {
            MockTransaction begun = database.begin(TransactionOptions.defaults(), 1);
            context.transaction(new Level(begun, false, null, begun.hooks().mark()));
            context.configuration().set(begun);
        } else {
            context.transaction(
                    new Level(open, true, open.firstFailure(), open.hooks().mark()));
            context.configuration().set(open);
        }
    }

    @Override
    public void commit(TransactionContext context) {
        if (context.transaction() instanceof Level level && !level.nested()) {
            level.open().complete();
            database.end(level.open());
            context.transaction(null);
            level.open().runHooks(null);
        }
    }

    @Override
    public void rollback(TransactionContext context) {
        if (!(context.transaction() instanceof Level level)) {
            // It never began, or has ended.
            return;
        }
        if (level.nested()) {
            level.open().rollbackTo(level.failureBefore());
            level.open().hooks().rollbackTo(level.hooks());
        } else {
            level.open().rollback();
            database.end(level.open());
            level.open().runHooks(context.causeThrowable());
        }
    }

    private record Level(
            MockTransaction open, boolean nested, @Nullable Exception failureBefore, MockHooks.Mark hooks)
            implements Transaction {}

    /** There is no transaction in a block of reads. */
    enum Refused implements TransactionProvider {
        INSTANCE;

        @Override
        public void begin(TransactionContext context) {
            throw new InvalidUseException(
                    "A block of reads is not a transaction: use inTransaction, read-only for one snapshot",
                    ErrorContext.NONE,
                    null);
        }

        @Override
        public void commit(TransactionContext context) {
            // It never began.
        }

        @Override
        public void rollback(TransactionContext context) {
            // It never began.
        }
    }
}
