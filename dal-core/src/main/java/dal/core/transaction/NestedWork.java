package dal.core.transaction;

import dal.transaction.Transaction;
import org.jooq.DSLContext;

/** The open transaction as work in a savepoint of it sees it: only the savepoint can be given up by it. */
final class NestedWork implements Transaction {

    private final OpenTransaction open;
    private boolean rollbackOnly;

    NestedWork(OpenTransaction open) {
        this.open = open;
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
