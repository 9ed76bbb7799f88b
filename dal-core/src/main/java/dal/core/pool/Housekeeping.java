package dal.core.pool;

import dal.spi.PoolListener.Removal;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that keep house for all pools. HikariCP plans the end of a connection's life right after it was made, on the thread that made it, and tells nobody
 * when it comes; so that is where the connection is told of it. Thread-safe.
 */
final class Housekeeping extends ScheduledThreadPoolExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int THREADS = 2;
    private static final long LONGEST_END_SECONDS = 5;

    private static final ThreadLocal<@Nullable ServerConnection> MADE = new ThreadLocal<>();

    Housekeeping() {
        super(THREADS, named());
        // What was planned for a connection goes with it.
        setRemoveOnCancelPolicy(true);
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory named() {
        AtomicInteger threads = new AtomicInteger();
        return work -> new HousekeepingThread(work, "dal-pools-" + threads.getAndIncrement());
    }

    /** This thread has made a connection: what it plans next is the end of its life. */
    static void made(ServerConnection connection) {
        MADE.set(connection);
    }

    /** Ends it, with whatever it does at that moment: it may be closing a pool. */
    void end() {
        shutdown();
        try {
            if (!awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                shutdownNow();
            }
        } catch (InterruptedException e) {
            shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Does something again and again. What it throws is logged. */
    void every(Duration interval, Runnable task) {
        var unused = scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.atWarn().setCause(e).log("housekeeping failed");
                    }
                },
                interval.toNanos(),
                interval.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        ServerConnection connection = MADE.get();
        if (connection == null) {
            return super.schedule(task, delay, unit);
        }
        MADE.remove();
        return super.schedule(
                () -> {
                    connection.ends(Removal.AGED);
                    task.run();
                },
                delay,
                unit);
    }
}
