package dal.core.pool;

import java.sql.SQLException;
import java.time.Duration;
import org.jooq.tools.jdbc.DefaultConnection;
import org.postgresql.core.BaseConnection;

/**
 * A connection as HikariCP holds it. HikariCP asks a connection that was idle for half a second whether it is valid before it hands it out, which costs the caller
 * a round trip; this one asks its server only when a housekeeping thread wants to know, and tells everybody else whether it was closed. Whether it answers is
 * then the pool's to ask ({@link #answers}), for those who need to know.
 */
final class ServerConnection extends DefaultConnection {

    private final BaseConnection raw;
    private volatile long heard = System.nanoTime();

    ServerConnection(BaseConnection raw) {
        super(raw);
        this.raw = raw;
    }

    BaseConnection raw() {
        return raw;
    }

    @Override
    public boolean isValid(int seconds) throws SQLException {
        return Thread.currentThread() instanceof HousekeepingThread ? ask(seconds) : !raw.isClosed();
    }

    /** It worked a moment ago. */
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
        boolean valid = raw.isValid(seconds);
        if (valid) {
            heard();
        }
        return valid;
    }

    @Override
    public String toString() {
        return raw.toString();
    }
}
