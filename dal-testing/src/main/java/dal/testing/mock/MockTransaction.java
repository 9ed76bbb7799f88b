package dal.testing.mock;

import dal.error.ConnectionLostException;
import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.error.ScopeEndedException;
import dal.error.SerializationFailureException;
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
    private final int attempt;
    private final @Nullable MockTransaction outer;
    private final MockHooks hooks = new MockHooks();
    private @Nullable Exception firstFailure;
    private boolean committed;
    private boolean begun;
    private boolean rollbackOnly;
    private volatile boolean ended;

    MockTransaction(
            TenantId tenant,
            MockDataProvider answers,
            Journal journal,
            TransactionOptions options,
            JooqTransactions nested,
            int attempt,
            @Nullable MockTransaction outer) {
        super(tenant, answers, journal);
        this.options = options;
        this.attempt = attempt;
        this.outer = outer;
        this.dsl = context(nested);
    }

    /** Commits, or rolls back if only that is left. As on a server, nothing was sent where no statement was. */
    void complete() {
        if (!rollbackOnly && firstFailure == null) {
            hooks.runBeforeCommit();
        }
        if (!begun) {
            committed = !rollbackOnly;
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
        committed = true;
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

    /** The one that waits for this one to end; null if there is none. */
    @Nullable
    MockTransaction outer() {
        return outer;
    }

    MockHooks hooks() {
        return hooks;
    }

    /** Runs what is to run after it. */
    void runHooks(@Nullable Throwable failure) {
        if (committed) {
            hooks.runAfterCommit();
        } else {
            hooks.runAfterRollback(failure);
        }
    }

    /** Whether a server has rolled it back through no fault of the work. */
    boolean isRepeatable() {
        return firstFailure instanceof SerializationFailureException || firstFailure instanceof ConnectionLostException;
    }

    void requireKept() {
        if (firstFailure != null) {
            throw new TransactionRolledBackException(
                    "The nested work cannot be kept, since a statement in it failed and its error was swallowed; it was rolled back",
                    error(),
                    firstFailure);
        }
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
    public int attempt() {
        return attempt;
    }

    @Override
    public void beforeCommit(Runnable hook) {
        requireOpen();
        hooks.beforeCommit(hook);
    }

    @Override
    public void afterCommit(Runnable hook) {
        requireOpen();
        hooks.afterCommit(hook);
    }

    @Override
    public void afterRollback(Runnable hook) {
        requireOpen();
        hooks.afterRollback(hook);
    }

    private void requireOpen() {
        if (ended) {
            throw new ScopeEndedException("The transaction has ended", error(), null);
        }
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
