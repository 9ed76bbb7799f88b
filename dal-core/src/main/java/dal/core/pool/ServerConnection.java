package dal.core.pool;

import dal.spi.PoolListener.Removal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * A connection as HikariCP holds it. HikariCP asks a connection that was idle for half a second whether it is valid before it hands it out, which costs the caller
 * a round trip; this one asks its server only when a housekeeping thread wants to know, and tells everybody else whether it was closed. Whether it answers is
 * then the pool's to ask ({@link #answers}), for those who need to know.
 */
final class ServerConnection extends DefaultConnection {

    private final BaseConnection raw;
    private final Connector.Watcher watcher;
    private final long madeAt = System.nanoTime();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long heard = madeAt;
    private volatile @Nullable Removal ending;

    /** @param watcher is told when it is closed, whoever closes it: this library, or HikariCP by itself */
    ServerConnection(BaseConnection raw, Connector.Watcher watcher) {
        super(raw);
        this.raw = raw;
        this.watcher = watcher;
    }

    BaseConnection raw() {
        return raw;
    }

    /** When it was made, by {@link System#nanoTime()}. */
    long madeAt() {
        return madeAt;
    }

    /** It is about to be closed, or is closed when it comes back, for that reason; that it turned out to be broken outranks another. */
    void ends(Removal why) {
        if (ending == null || why == Removal.BROKEN) {
            ending = why;
        }
    }

    @Override
    public void close() throws SQLException {
        close(raw::close);
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        ends(Removal.POOL);
        close(() -> raw.abort(executor));
    }

    private void close(Closing closing) throws SQLException {
        if (raw.isClosed() && ending == null) {
            ending = Removal.BROKEN;
        }
        try {
            closing.close();
        } finally {
            if (closed.compareAndSet(false, true)) {
                watcher.closed(this, ending);
            }
        }
    }

    @FunctionalInterface
    private interface Closing {
        void close() throws SQLException;
    }

    @Override
    public boolean isValid(int seconds) throws SQLException {
        return Thread.currentThread() instanceof HousekeepingThread ? ask(seconds) : !raw.isClosed();
    }

    /** HikariCP limits what it asks of a connection, which is nothing of its server; a limit would slow it down for good ({@link BlockingSockets}). */
    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) {}

    /** HikariCP asks in order to put it back, which is not left to it; to ask the server would be a round trip without a limit. */
    @Override
    public int getTransactionIsolation() {
        return TRANSACTION_READ_COMMITTED;
    }

    /** Its server answered a moment ago. */
    void heard() {
        heard = System.nanoTime();
    }

    /**
     * Whether it works: for certain, if it was heard from within {@code trusted}; else its server is asked, in one round trip.
     *
     * @param limit longest wait for the server, counted in whole seconds, from one up
     */
    boolean answers(Duration trusted, Duration limit) throws SQLException {
        return System.nanoTime() - heard <= trusted.toNanos()
                ? !raw.isClosed()
                : ask((int) Math.max(1, limit.plusMillis(999).toSeconds()));
    }

    private boolean ask(int seconds) throws SQLException {
        boolean valid;
        try (AbortTimer limit = new AbortTimer(raw, seconds)) {
            valid = raw.isValid(0) && limit.stop();
        }
        if (valid) {
            heard();
        } else {
            ends(Removal.BROKEN);
        }
        return valid;
    }

    @Override
    public String toString() {
        return raw.toString();
    }
}
