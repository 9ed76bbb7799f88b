package dal.testing.mock;

import dal.transaction.Transaction;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The open transaction as nested work sees it. */
final class MockNested implements Transaction {

    private final MockTransaction open;
    private final @Nullable Exception failureBefore;
    private final MockHooks.Mark hooksBefore;
    private boolean rollbackOnly;

    MockNested(MockTransaction open) {
        this.open = open;
        this.failureBefore = open.firstFailure();
        this.hooksBefore = open.hooks().mark();
    }

    /** Whether its savepoint is to be rolled back. */
    boolean isGivenUp() {
        return rollbackOnly;
    }

    /** What the nested work did is undone. What failed by serialization stays so: the whole has to be repeated. */
    void rollback() {
        open.hooks().rollbackTo(hooksBefore);
        if (!open.isRepeatable()) {
            open.rollbackTo(failureBefore);
        }
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
