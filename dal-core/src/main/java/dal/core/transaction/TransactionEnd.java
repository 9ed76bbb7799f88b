package dal.core.transaction;

import dal.core.execution.Borrowed;
import dal.core.execution.Observers;
import dal.core.failure.CommitInDoubt;
import dal.core.failure.FailedWork.Stage;
import dal.core.failure.SqlFailures;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.spi.Execution;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How one attempt at a transaction ends: its COMMIT or ROLLBACK, and what is known of it. Not thread-safe. */
final class TransactionEnd {

    /** query_canceled. */
    private static final String CANCELLED = "57014";

    private final Borrowed borrowed;
    private final Observers observers;
    private final TransactionFailures failures;
    private How how = How.OPEN;

    TransactionEnd(Borrowed borrowed, Observers observers, TransactionFailures failures) {
        this.borrowed = borrowed;
        this.observers = observers;
        this.failures = failures;
    }

    /** What is known of it. */
    enum How {
        OPEN,
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN
    }

    How how() {
        return how;
    }

    /**
     * Commits.
     *
     * @return the error to throw unless the server tells that it is committed: the connection was lost, and the server can be asked; null where it is
     */
    @Nullable
    CommitOutcomeUnknownException commit() {
        if (!borrowed.connection().isOpen()) {
            // Nothing was sent, so there is nothing to commit.
            how = How.COMMITTED;
            return null;
        }
        Observers.Observation commit = observe(Execution.Kind.COMMIT);
        try {
            borrowed.committing();
            borrowed.connection().commitTransaction();
        } catch (SQLException e) {
            DatabaseException error = failedCommit(e);
            finish(commit, error);
            if (error instanceof CommitOutcomeUnknownException unknown
                    && borrowed.connection().identity() != null) {
                return unknown;
            }
            throw error;
        }
        if (borrowed.connection().commitCutShort() && !borrowed.readRoute()) {
            how = How.UNKNOWN;
            CommitOutcomeUnknownException error = new CommitOutcomeUnknownException(
                    "The transaction is committed on the primary, which was told to stop waiting for its synchronous standby:"
                            + " whether it outlives the primary is not known; look before repeating it",
                    borrowed.context(),
                    CommitInDoubt.withoutStandby());
            finish(commit, error);
            throw error;
        }
        how = How.COMMITTED;
        finish(commit, null);
        return null;
    }

    private DatabaseException failedCommit(SQLException failure) {
        // What tells the position behind the commit may be what was cancelled: the commit is done then.
        boolean unclear = CANCELLED.equals(SqlFailures.sqlState(failure)) && !borrowed.readRoute();
        DatabaseException error = unclear
                ? new CommitOutcomeUnknownException(
                        "The transaction was cancelled while it was being committed; whether it took effect is not known:"
                                + " look before repeating it",
                        borrowed.context(),
                        SqlFailures.sanitised(failure))
                : borrowed.translate(
                        failure, "the transaction", borrowed.readRoute() ? Stage.UNCOMMITTED : Stage.COMMIT_SENT);
        how = error instanceof CommitOutcomeUnknownException ? How.UNKNOWN : How.ROLLED_BACK;
        failures.remember(error);
        return error;
    }

    /** Rolls back; a failure of that is added to {@code cause}, and the connection is not used again. */
    void rollback(@Nullable Throwable cause) {
        if (how == How.OPEN) {
            how = How.ROLLED_BACK;
        }
        if (!borrowed.connection().isOpen()) {
            return;
        }
        Observers.Observation rollback = observe(Execution.Kind.ROLLBACK);
        try {
            borrowed.connection().rollbackTransaction();
            finish(rollback, null);
        } catch (SQLException e) {
            DatabaseException error = borrowed.translate(e, "the rollback", Stage.UNCOMMITTED);
            finish(rollback, error);
            if (cause != null) {
                cause.addSuppressed(error);
            }
        }
    }

    /** The server has told that it is committed. */
    void isCommitted() {
        how = How.COMMITTED;
    }

    /** The server has told that it was rolled back; what its caller is told then. */
    DatabaseException isRolledBack(CommitOutcomeUnknownException unknown) {
        how = How.ROLLED_BACK;
        failures.undo();
        DatabaseException error = new ConnectionLostException(
                "The connection was lost during the transaction, which the server has rolled back",
                borrowed.context(),
                unknown.getCause());
        failures.remember(error);
        return error;
    }

    private Observers.@Nullable Observation observe(Execution.Kind kind) {
        return observers.none() ? null : observers.start(borrowed.execution(kind, null, null), borrowed.observation());
    }

    private static void finish(Observers.@Nullable Observation observation, @Nullable Throwable error) {
        if (observation != null) {
            observation.finish(-1, error);
        }
    }
}
