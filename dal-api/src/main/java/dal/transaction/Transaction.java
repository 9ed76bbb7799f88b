package dal.transaction;

import org.jooq.DSLContext;

/**
 * An open transaction, as its work sees it. For the thread that runs the work; it ends with the work.
 *
 * <p>Hooks belong to the outermost transaction, whoever registers them, and run in their order, on the thread of the work. Those of an attempt that is repeated, and of a
 * savepoint that is rolled back, are forgotten.
 */
public interface Transaction {

    /** Executes statements in this transaction, one round trip each. After the work has ended, its use throws {@link dal.error.ScopeEndedException}. */
    DSLContext dsl();

    /** The number of this attempt, the first being 1: see {@link RetryPolicy}. */
    int attempt();

    /**
     * From now on the transaction can only be rolled back; the work's result is still returned to the caller. In nested work, its savepoint alone.
     */
    void setRollbackOnly();

    /** Whether {@link #setRollbackOnly()} was called, by this work or by one that joined. */
    boolean isRollbackOnly();

    /** Runs before the COMMIT is sent, in the transaction; not if it is to be rolled back. What it throws rolls the transaction back, and is thrown to the caller. */
    void beforeCommit(Runnable hook);

    /**
     * Runs once the transaction is committed and its connection back in its pool; not if the outcome is unknown. An exception of it is logged: it stops no other hook and is not
     * thrown, since the caller would take it for a failed transaction. It is lost if the process ends before: what must happen goes into an outbox.
     */
    void afterCommit(Runnable hook);

    /**
     * Runs once the transaction is rolled back for good and its connection back in its pool; not if the outcome is unknown. An exception of it is logged, and added to the
     * suppressed ones of the transaction's own.
     */
    void afterRollback(Runnable hook);
}
