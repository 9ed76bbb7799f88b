package dal.core.pool;

import java.sql.SQLException;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts a connection whose server does not answer in time, by the driver's own timer. A limit of its socket would do that too, but leave it slower for good
 * ({@link BlockingSockets}).
 */
final class AbortTimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AbortTimer.class);

    private final BaseConnection raw;
    private final TimerTask task;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Begins to count. */
    AbortTimer(BaseConnection raw, int seconds) {
        this.raw = raw;
        this.task = new TimerTask() {
            @Override
            public void run() {
                if (over.compareAndSet(false, true)) {
                    // Closing may wait for the server, under TLS, and the timer is everybody's.
                    Thread.ofVirtual().name("dal-abort").start(AbortTimer.this::abort);
                }
            }
        };
        raw.addTimerTask(task, 1000L * seconds);
    }

    private void abort() {
        try {
            raw.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("sqlState", e.getSQLState()).log("abort failed");
        }
    }

    /** Stops counting; false if the connection is aborted, or will be in a moment. */
    boolean stop() {
        boolean inTime = over.compareAndSet(false, true);
        if (inTime && task.cancel()) {
            raw.purgeTimerTasks();
        }
        return inTime;
    }

    @Override
    public void close() {
        stop();
    }
}
