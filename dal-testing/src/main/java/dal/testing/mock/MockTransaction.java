package dal.testing.mock;

import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.error.StatementFailedException;
import dal.error.TransactionRolledBackException;
import dal.spi.StatementTraits.Access;
import dal.tenant.TenantId;
import dal.transaction.Isolation;
import dal.transaction.Transaction;
import dal.transaction.TransactionOptions;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.tools.jdbc.MockDataProvider;
import org.jspecify.annotations.Nullable;

/** An open transaction, on the thread that opened it. */
final class MockTransaction extends MockScope implements Transaction {

    private static final String IN_FAILED_TRANSACTION = "25P02";

    private final TransactionOptions options;
    private final DSLContext dsl;
    private @Nullable Exception firstFailure;
    private boolean begun;
    private boolean rollbackOnly;
    private volatile boolean ended;

    MockTransaction(
            TenantId tenant,
            MockDataProvider answers,
            Journal journal,
            TransactionOptions options,
            JooqTransactions nested) {
        super(tenant, answers, journal);
        this.options = options;
        this.dsl = context(nested);
    }

    /** Commits, or rolls back if only that is left. As on a server, nothing was sent where no statement was. */
    void complete() {
        if (!begun) {
            return;
        }
        if (rollbackOnly) {
            rollback();
            return;
        }
        if (firstFailure != null) {
            rollback();
            throw new TransactionRolledBackException(
                    "The transaction cannot be committed, since a statement in it failed and its error was swallowed; it was"
                            + " rolled back",
                    error(),
                    firstFailure);
        }
        begun = false;
        journal().committed(!options.readOnly());
    }

    void rollback() {
        if (begun) {
            begun = false;
            journal().rolledBack();
        }
    }

    void end() {
        ended = true;
    }

    /** Refuses work whose options this transaction does not meet. */
    void requireJoinable(TransactionOptions wanted) {
        if (options.readOnly() && !wanted.readOnly()) {
            throw notJoinable("it is read-only and this work may write: open the outer one read-write");
        }
        Isolation isolation = wanted.isolation();
        if (isolation != null && isolation != options.isolation()) {
            throw notJoinable("its isolation is another than " + isolation.sql() + ": ask for that on the outer one");
        }
    }

    private static InvalidUseException notJoinable(String reason) {
        return new InvalidUseException("The open transaction cannot be joined: " + reason, ErrorContext.NONE, null);
    }

    @Nullable
    Exception firstFailure() {
        return firstFailure;
    }

    /** Back to a savepoint: what had failed by then is all that has failed. */
    void rollbackTo(@Nullable Exception failureBefore) {
        firstFailure = failureBefore;
    }

    @Override
    public DSLContext dsl() {
        return dsl;
    }

    @Override
    public void setRollbackOnly() {
        rollbackOnly = true;
    }

    @Override
    public boolean isRollbackOnly() {
        return rollbackOnly;
    }

    @Override
    MockScope current() {
        return this;
    }

    @Override
    MockRoute route(Access access) {
        begun = true;
        return MockRoute.TRANSACTION;
    }

    @Override
    boolean readOnly() {
        return options.readOnly();
    }

    @Override
    @Nullable
    String ended() {
        return ended ? "transaction" : null;
    }

    @Override
    void requireUnfailed() {
        if (firstFailure != null) {
            throw new StatementFailedException(
                    "An earlier statement of the transaction failed, and until it is rolled back no other is executed",
                    error(),
                    new SQLException("in failed transaction", IN_FAILED_TRANSACTION));
        }
    }

    @Override
    void failed(Exception failure) {
        firstFailure = failure;
    }
}
