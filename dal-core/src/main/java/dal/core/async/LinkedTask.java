package dal.core.async;

import dal.core.lifecycle.TaskStop;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A task whose cancelling reaches the server. Thread-safe. */
final class LinkedTask<T extends @Nullable Object> extends FutureTask<T> {

    private final TaskStop stop;
    private volatile @Nullable Thread runner;
    private final CountDownLatch over = new CountDownLatch(1);

    LinkedTask(Callable<T> work, TaskStop stop) {
        super(work);
        this.stop = stop;
    }

    @Override
    public void run() {
        runner = Thread.currentThread();
        try {
            super.run();
        } finally {
            over.countDown();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        // Without its own interrupt, which would break the connection that a statement runs on.
        boolean cancelled = super.cancel(false);
        Thread thread = runner;
        if (cancelled && mayInterruptIfRunning && thread != null) {
            stop.stop(thread, over);
        }
        return cancelled;
    }
}
