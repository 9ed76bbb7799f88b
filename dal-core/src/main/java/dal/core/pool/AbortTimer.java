package dal.core.pool;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts a connection whose server does not answer in time. A limit of its socket would do that too, but leave it slower for good ({@link BlockingSockets}). The driver's own timer
 * would be late where cancelling statements keeps it busy.
 */
final class AbortTimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AbortTimer.class);

    private final BaseConnection raw;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Begins to count. */
    AbortTimer(BaseConnection raw, int seconds) {
        this.raw = raw;
        // On a thread of its own: closing may wait for the server, under TLS.
        CompletableFuture.delayedExecutor(
                        seconds,
                        TimeUnit.SECONDS,
                        abort -> Thread.ofVirtual().name("dal-abort").start(abort))
                .execute(this::abort);
    }

    private void abort() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        try {
            raw.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("sqlState", e.getSQLState()).log("abort failed");
        }
    }

    /** Stops counting; false if the connection is aborted, or will be in a moment. */
    boolean stop() {
        return over.compareAndSet(false, true);
    }

    @Override
    public void close() {
        stop();
    }
}
