package dal.core.transaction;

import dal.core.execution.Borrowed;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Observers;
import dal.core.execution.Principal;
import dal.core.execution.StatementSource;
import dal.core.execution.StatementTexts;
import dal.core.execution.StatementUse;
import dal.core.failure.FailedWork.Stage;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.ScopeEndedException;
import dal.error.TransactionRolledBackException;
import dal.spi.Execution;
import dal.transaction.Transaction;
import dal.transaction.TransactionOptions;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;
import org.jspecify.annotations.Nullable;

/** A transaction and the connection it holds. Used by the thread that opened it; ended once. */
public final class OpenTransaction implements Transaction {

    private final Principal principal;
    private final ClassRuntime tenantClass;
    private final TransactionOptions options;
    private final Borrowed borrowed;
    private final Observers observers;
    private final Source source = new Source();
    private final DSLContext dsl;
    private @Nullable DatabaseException firstFailure;
    private boolean rollbackOnly;
    private boolean ended;

    OpenTransaction(
            Principal principal,
            ClassRuntime tenantClass,
            TransactionOptions options,
            Borrowed borrowed,
            Observers observers,
            Dsl dsl) {
        this.principal = principal;
        this.tenantClass = tenantClass;
        this.options = options;
        this.borrowed = borrowed;
        this.observers = observers;
        this.dsl = dsl.context(source, new NestedTransactions(this), tenantClass.namesNoSchema());
    }

    Principal principal() {
        return principal;
    }

    /** The class whose connections it uses. */
    public ClassRuntime tenantClass() {
        return tenantClass;
    }

    TransactionOptions options() {
        return options;
    }

    /** Work of that freshness joins it; a session's not where the tenant has moved to another cluster since one of the two began. */
    void join(Freshness freshness) {
        freshness.requireComparable(tenantClass);
        borrowed.join(freshness);
    }

    /** One statement of work that joined. */
    public StatementUse join(ExecuteContext context) {
        return source.open(context);
    }

    /** The caller's own use of the connection, for work that joined. */
    public StatementUse joinByHand() {
        return source.openByHand();
    }

    /** Several statements of work that joined, applied all or nothing: what is undone of them leaves the transaction as it was. */
    public StatementUse joinAtomic(String sql) {
        requireOpen();
        Observers.Observation observation =
                observers.start(borrowed.execution(Execution.Kind.BATCH, sql, null), borrowed.observation());
        return new Use(observation) {
            @Override
            protected void failed(DatabaseException error) {
                if (borrowed.connection().failed() || error instanceof ConnectionLostException) {
                    super.failed(error);
                }
            }
        };
    }

    /** The source of this transaction's statements. */
    StatementSource source() {
        return source;
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

    /** Commits, or rolls back if only that is left. */
    void complete() {
        if (rollbackOnly) {
            rollback(null);
            return;
        }
        DatabaseException first = firstFailure;
        if (borrowed.connection().failed() || first instanceof ConnectionLostException) {
            TransactionRolledBackException error = new TransactionRolledBackException(
                    "The transaction cannot be committed, since a statement in it failed and its error was swallowed; it was rolled back",
                    borrowed.context(),
                    first);
            rollback(error);
            throw error;
        }
        if (!borrowed.connection().isOpen()) {
            // Nothing was sent, so there is nothing to commit.
            return;
        }
        Observers.Observation commit = observe(Execution.Kind.COMMIT);
        try {
            borrowed.committing();
            borrowed.connection().commitTransaction();
            commit.finish(-1, null);
        } catch (SQLException e) {
            DatabaseException error = borrowed.translate(
                    e, "the transaction", borrowed.readRoute() ? Stage.UNCOMMITTED : Stage.COMMIT_SENT);
            commit.finish(-1, error);
            throw error;
        }
    }

    /** Rolls back; a failure of that is added to {@code cause}, and the connection is not used again. */
    void rollback(@Nullable Throwable cause) {
        if (!borrowed.connection().isOpen()) {
            return;
        }
        Observers.Observation rollback = observe(Execution.Kind.ROLLBACK);
        try {
            borrowed.connection().rollbackTransaction();
            rollback.finish(-1, null);
        } catch (SQLException e) {
            DatabaseException error = borrowed.translate(e, "the rollback", Stage.UNCOMMITTED);
            rollback.finish(-1, error);
            if (cause != null) {
                cause.addSuppressed(error);
            }
        }
    }

    /** Nothing given out by this transaction works from now on, and its connection goes back. */
    void end(@Nullable Throwable error) {
        ended = true;
        try {
            borrowed.giveBack();
        } finally {
            borrowed.finish(-1, error);
        }
    }

    Savepoint savepoint() {
        requireOpen();
        return sql("the savepoint", () -> borrowed.connection().setSavepoint());
    }

    void release(Savepoint savepoint) {
        this.<@Nullable Void>sql("the release of a savepoint", () -> {
            borrowed.connection().releaseSavepoint(savepoint);
            return null;
        });
    }

    void rollbackTo(Savepoint savepoint) {
        this.<@Nullable Void>sql("the rollback to a savepoint", () -> {
            borrowed.connection().rollback(savepoint);
            return null;
        });
        // What failed after the savepoint is undone: the transaction can go on and commit.
        firstFailure = null;
    }

    private <T extends @Nullable Object> T sql(String what, SqlCall<T> call) {
        try {
            return call.run();
        } catch (SQLException e) {
            DatabaseException error = borrowed.translate(e, what, Stage.UNCOMMITTED);
            remember(error);
            throw error;
        }
    }

    private void remember(DatabaseException error) {
        if (firstFailure == null) {
            firstFailure = error;
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new ScopeEndedException(
                    "The transaction has ended, and what it gave out with it: use the database's own dsl()",
                    borrowed.context(),
                    null);
        }
    }

    private Observers.Observation observe(Execution.Kind kind) {
        return observers.start(borrowed.execution(kind, null, null), borrowed.observation());
    }

    /** A call of the driver. */
    @FunctionalInterface
    private interface SqlCall<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** Every statement of the transaction, on its one connection. */
    private final class Source extends StatementSource {

        @Override
        protected StatementUse open(ExecuteContext context) {
            requireOpen();
            Execution.Kind kind = context.type() == ExecuteType.BATCH ? Execution.Kind.BATCH : Execution.Kind.STATEMENT;
            return new Use(observers.start(
                    borrowed.execution(kind, StatementTexts.of(context), context.query()), borrowed.observation()));
        }

        @Override
        protected StatementUse openByHand() {
            requireOpen();
            return new Use(observe(Execution.Kind.CONNECTION));
        }
    }

    /** One statement's use of the transaction's connection. */
    private class Use extends StatementUse {

        Use(Observers.@Nullable Observation observation) {
            super(borrowed, observation, false);
        }

        @Override
        protected void failed(DatabaseException error) {
            remember(error);
        }

        @Override
        public void giveBack() {
            // The transaction keeps it.
        }
    }
}
