package dal.testing.mock;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to run around the end of a transaction. One that fails after the end fails the test that waits for it, which a real one would only log. */
final class MockHooks {

    private final List<Runnable> beforeCommit = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final List<Runnable> afterRollback = new ArrayList<>();

    void beforeCommit(Runnable hook) {
        beforeCommit.add(hook);
    }

    void afterCommit(Runnable hook) {
        afterCommit.add(hook);
    }

    void afterRollback(Runnable hook) {
        afterRollback.add(hook);
    }

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
        hooks.subList(Math.min(size, hooks.size()), hooks.size()).clear();
    }

    void runBeforeCommit() {
        for (int i = 0; i < beforeCommit.size(); i++) {
            beforeCommit.get(i).run();
        }
    }

    void runAfterCommit() {
        RuntimeException failure = null;
        for (Runnable hook : afterCommit) {
            try {
                hook.run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw new AssertionError("A hook failed after the commit, which stands; the library would log it", failure);
        }
    }

    void runAfterRollback(@Nullable Throwable cause) {
        for (Runnable hook : afterRollback) {
            try {
                hook.run();
            } catch (RuntimeException e) {
                if (cause == null) {
                    throw new AssertionError("A hook failed after the rollback; the library would log it", e);
                }
                cause.addSuppressed(e);
            }
        }
    }

    /** A place among the hooks. */
    record Mark(int beforeCommit, int afterCommit, int afterRollback) {}
}
