package dal.core.transaction;

import dal.error.ErrorContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to run around the end of one transaction, each kind in its order. Not thread-safe. */
final class Hooks {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final List<Runnable> beforeCommit = new ArrayList<>(0);
    private final List<Runnable> afterCommit = new ArrayList<>(0);
    private final List<Runnable> afterRollback = new ArrayList<>(0);

    void beforeCommit(Runnable hook) {
        beforeCommit.add(hook);
    }

    void afterCommit(Runnable hook) {
        afterCommit.add(hook);
    }

    void afterRollback(Runnable hook) {
        afterRollback.add(hook);
    }

    /** How many there are by now. */
    Mark mark() {
        return new Mark(beforeCommit.size(), afterCommit.size(), afterRollback.size());
    }

    /** Forgets those that came since. */
    void rollbackTo(Mark mark) {
        shorten(beforeCommit, mark.beforeCommit());
        shorten(afterCommit, mark.afterCommit());
        shorten(afterRollback, mark.afterRollback());
    }

    private static void shorten(List<Runnable> hooks, int size) {
        // Less already where an outer savepoint was rolled back first.
        hooks.subList(Math.min(size, hooks.size()), hooks.size()).clear();
    }

    /** Those that run before the commit, and those that they register. */
    void runBeforeCommit() {
        for (int i = 0; i < beforeCommit.size(); i++) {
            beforeCommit.get(i).run();
        }
    }

    /** Those that run after a commit. One that fails stops no other, and is not the caller's failure: the transaction is committed. */
    void runAfterCommit(ErrorContext context) {
        runAll(afterCommit, "afterCommit", context, null);
    }

    /**
     * Those that run after a rollback.
     *
     * @param cause of the rollback, which is told of those that fail; null where there is none
     */
    void runAfterRollback(ErrorContext context, @Nullable Throwable cause) {
        runAll(afterRollback, "afterRollback", context, cause);
    }

    /** An Error is thrown once all have run: the process may be in no state to go on. */
    @SuppressWarnings("ReferenceEquality") // Nothing can be suppressed by itself.
    private static void runAll(List<Runnable> hooks, String kind, ErrorContext context, @Nullable Throwable cause) {
        Error error = null;
        for (Runnable hook : hooks) {
            try {
                hook.run();
            } catch (Throwable e) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("hook", kind)
                        .addKeyValue("class", context.tenantClass())
                        .log("transaction hook failed");
                if (cause != null && !cause.equals(e)) {
                    cause.addSuppressed(e);
                } else if (e instanceof Error thrown && error == null) {
                    error = thrown;
                }
            }
        }
        if (error != null) {
            throw error;
        }
    }

    /** A place among the hooks. */
    record Mark(int beforeCommit, int afterCommit, int afterRollback) {}
}
