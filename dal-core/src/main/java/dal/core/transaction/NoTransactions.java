package dal.core.transaction;

import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;

/** jOOQ's {@code transaction(...)} where there can be none: in a block of reads. */
public enum NoTransactions implements TransactionProvider {
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
