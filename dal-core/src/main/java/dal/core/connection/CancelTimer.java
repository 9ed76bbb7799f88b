package dal.core.connection;

import java.sql.SQLException;
import java.util.TimerTask;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.core.BaseConnection;

/** Asks the server to cancel what runs on a connection once its time is up, on the driver's own timer, as the driver's statements do. */
final class CancelTimer implements AutoCloseable {

    private final BaseConnection raw;
    private final TimerTask task;
    private final ReentrantLock cancelling = new ReentrantLock();
    private boolean over;
    private boolean fired;

    /** Begins to count, in milliseconds. */
    CancelTimer(BaseConnection raw, long milliseconds) {
        this.raw = raw;
        this.task = new TimerTask() {
            @Override
            public void run() {
                fire();
            }
        };
        raw.addTimerTask(task, milliseconds);
    }

    private void fire() {
        cancelling.lock();
        try {
            if (!over) {
                fired = true;
                raw.cancelQuery();
            }
        } catch (SQLException e) {
            // The statement goes on; whoever waits for it has other limits.
        } finally {
            cancelling.unlock();
        }
    }

    /** Whether a cancel was sent. */
    boolean fired() {
        cancelling.lock();
        try {
            return fired;
        } finally {
            cancelling.unlock();
        }
    }

    /** What it was for is over. Waits for a cancel that is being sent: it would meet what comes next. */
    @Override
    public void close() {
        cancelling.lock();
        try {
            over = true;
        } finally {
            cancelling.unlock();
        }
        if (task.cancel()) {
            raw.purgeTimerTasks();
        }
    }
}
