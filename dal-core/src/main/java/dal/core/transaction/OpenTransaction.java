package dal.core.transaction;

import dal.core.connection.TransactionIdentity;
import dal.core.execution.Borrowed;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Deadline;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Observers;
import dal.core.execution.Principal;
import dal.core.execution.StatementSource;
import dal.core.execution.StatementUse;
import dal.core.execution.TransactionTerms;
import dal.core.lifecycle.Interruption;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.TransactionRolledBackException;
import dal.transaction.Transaction;
import dal.transaction.TransactionOptions;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jspecify.annotations.Nullable;

/** One attempt at a transaction, and the connection it holds. Used by the thread that opened it; ended once. */
public final class OpenTransaction implements Transaction {

    private final Principal principal;
    private final ClassRuntime tenantClass;
    private final TransactionOptions options;
    private final TransactionTerms terms;
    private final Borrowed borrowed;
    private final @Nullable OpenTransaction outer;
    private final TransactionStatements statements;
    private final DSLContext dsl;
    private final Hooks hooks = new Hooks();
    private final List<Freshness> joined = new ArrayList<>(0);
    private final TransactionFailures failures = new TransactionFailures();
    private final Savepoints savepoints;
    private final TransactionEnd end;
    private boolean rollbackOnly;

    OpenTransaction(
            Principal principal,
            ClassRuntime tenantClass,
            TransactionOptions options,
            TransactionTerms terms,
            Borrowed borrowed,
            Observers observers,
            Dsl dsl,
            @Nullable OpenTransaction outer) {
        this.principal = principal;
        this.tenantClass = tenantClass;
        this.options = options;
        this.terms = terms;
        this.borrowed = borrowed;
        this.outer = outer;
        this.statements = new TransactionStatements(borrowed, observers, failures, terms.deadline());
        this.savepoints = new Savepoints(borrowed, statements, failures, hooks);
        this.end = new TransactionEnd(borrowed, observers, failures);
        this.dsl = dsl.context(statements, new NestedTransactions(savepoints), tenantClass.namesNoSchema());
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

    /** When it has to be over; null if it may take as long as it wants. */
    @Nullable
    Deadline deadline() {
        return terms.deadline();
    }

    ErrorContext context() {
        return borrowed.context();
    }

    /** The one of the same thread that waits for this one to end; null if there is none. */
    @Nullable
    OpenTransaction outer() {
        return outer;
    }

    /** Work of that freshness joins it; a session's not where the tenant has moved to another cluster since one of the two began. */
    void join(Freshness freshness) {
        freshness.requireComparable(tenantClass);
        borrowed.join(freshness);
        if (freshness.tracks() && !joined.contains(freshness)) {
            joined.add(freshness);
        }
    }

    /** Who else is to be told the position behind its commit. */
    List<Freshness> joined() {
        return joined;
    }

    /** One statement of work that joined. */
    public StatementUse join(ExecuteContext context) {
        return statements.open(context);
    }

    /** The caller's own use of the connection, for work that joined. */
    public StatementUse joinByHand() {
        return statements.openByHand();
    }

    /** Several statements of work that joined, applied all or nothing: what is undone of them leaves the transaction as it was. */
    public StatementUse joinAtomic(@Nullable String sql) {
        return statements.openAtomic(sql);
    }

    /** The source of this transaction's statements. */
    StatementSource source() {
        return statements;
    }

    @Override
    public DSLContext dsl() {
        return dsl;
    }

    @Override
    public int attempt() {
        return terms.attempt();
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
    public void beforeCommit(Runnable hook) {
        statements.requireOpen();
        hooks.beforeCommit(hook);
    }

    @Override
    public void afterCommit(Runnable hook) {
        statements.requireOpen();
        hooks.afterCommit(hook);
    }

    @Override
    public void afterRollback(Runnable hook) {
        statements.requireOpen();
        hooks.afterRollback(hook);
    }

    // --- its end ---

    /**
     * Commits, or rolls back if only that is left.
     *
     * @return the error to throw unless the server tells that it is committed: the connection was lost, and the server can be asked; null where it ended
     */
    @Nullable
    CommitOutcomeUnknownException complete() {
        if (!rollbackOnly && !hasFailed()) {
            hooks.runBeforeCommit();
        }
        if (rollbackOnly) {
            rollback(null);
            return null;
        }
        requireUnfailed(
                "The transaction cannot be committed, since a statement in it failed and its error was swallowed; it was rolled back");
        statements.requireTime();
        if (borrowed.connection().isOpen()) {
            Interruption.requireNone(
                    "The thread was interrupted before the transaction was committed; it was rolled back",
                    borrowed.context());
        }
        return end.commit();
    }

    private boolean hasFailed() {
        return borrowed.connection().failed() || failures.lostConnection();
    }

    /** @throws TransactionRolledBackException if it can only be rolled back */
    void requireUnfailed(String message) {
        if (hasFailed()) {
            throw new TransactionRolledBackException(message, borrowed.context(), failures.first());
        }
    }

    /** Rolls back; a failure of that is added to {@code cause}, and the connection is not used again. */
    void rollback(@Nullable Throwable cause) {
        end.rollback(cause);
    }

    /** Nothing given out by this transaction works from now on, and its connection goes back. */
    void giveBack() {
        statements.end();
        borrowed.giveBack();
    }

    /** Tells the observers how it ended. */
    void tell(@Nullable Throwable error) {
        borrowed.finish(-1, error);
    }

    /** How it ended, for what comes behind it. */
    TransactionEnd end() {
        return end;
    }

    /** Which transaction it is on the server; null where it was not asked to tell, or had no statement. */
    @Nullable
    TransactionIdentity identity() {
        return borrowed.connection().identity();
    }

    /**
     * Runs what is to run after it, once it has ended for good.
     *
     * @param error what its caller is told; null if it returned
     */
    void runHooks(@Nullable Throwable error) {
        switch (end.how()) {
            case COMMITTED -> hooks.runAfterCommit(borrowed.context());
            case ROLLED_BACK -> hooks.runAfterRollback(borrowed.context(), error);
            case OPEN, UNKNOWN -> {
                // Nobody can say which of them to run.
            }
        }
    }

    /** Why the server has rolled it back, if that is what {@code thrown} comes from: a statement's failure, the commit's, or one undone with its savepoint on the way out. */
    @Nullable
    DatabaseException reason(Throwable thrown) {
        return end.how() == TransactionEnd.How.ROLLED_BACK ? failures.behind(thrown) : null;
    }

    /** Where a part of it can go back to. */
    Savepoints savepoints() {
        return savepoints;
    }
}
