package dal.core.transaction;

import dal.error.DatabaseException;
import dal.transaction.Transaction;
import dal.transaction.TransactionWork;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The open transaction as work in a savepoint of it sees it: only the savepoint can be given up by it. */
final class NestedWork implements Transaction {

    private final OpenTransaction open;
    private boolean rollbackOnly;

    NestedWork(OpenTransaction open) {
        this.open = open;
    }

    /** Runs {@code work} in a savepoint of {@code open}: kept if it returns, and rolled back if it throws or asks for that. */
    static <T extends @Nullable Object, X extends Exception> T run(OpenTransaction open, TransactionWork<T, X> work)
            throws X {
        Savepoints.Point point = open.savepoints().set();
        NestedWork nested = new NestedWork(open);
        T result;
        try {
            result = work.run(nested);
            if (!nested.isGivenUp()) {
                open.requireUnfailed(
                        "The nested work cannot be kept, since a statement in it failed and its error was swallowed; it was rolled back");
                open.savepoints().release(point);
            }
        } catch (Throwable e) {
            try {
                open.savepoints().rollbackTo(point);
            } catch (DatabaseException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        }
        if (nested.isGivenUp()) {
            open.savepoints().rollbackTo(point);
        }
        return result;
    }

    @Override
    public DSLContext dsl() {
        return open.dsl();
    }

    @Override
    public int attempt() {
        return open.attempt();
    }

    @Override
    public void setRollbackOnly() {
        rollbackOnly = true;
    }

    @Override
    public boolean isRollbackOnly() {
        return rollbackOnly || open.isRollbackOnly();
    }

    /** Whether its savepoint is to be rolled back. */
    boolean isGivenUp() {
        return rollbackOnly;
    }

    @Override
    public void beforeCommit(Runnable hook) {
        open.beforeCommit(hook);
    }

    @Override
    public void afterCommit(Runnable hook) {
        open.afterCommit(hook);
    }

    @Override
    public void afterRollback(Runnable hook) {
        open.afterRollback(hook);
    }
}
