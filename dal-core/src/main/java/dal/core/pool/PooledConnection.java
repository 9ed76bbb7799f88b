package dal.core.pool;

import com.zaxxer.hikari.pool.HikariPool;
import dal.core.admission.Permit;
import dal.spi.PoolListener.Removal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection taken from a pool. It goes back once, by {@link #giveBack} or {@link #discard}; what comes after that does nothing. */
public final class PooledConnection {

    private static final Logger LOG = LoggerFactory.getLogger(PooledConnection.class);

    private static final AtomicIntegerFieldUpdater<PooledConnection> BACK =
            AtomicIntegerFieldUpdater.newUpdater(PooledConnection.class, "back");

    private final HikariPool pool;
    private final Permit permit;
    private final Connection pooled;
    private final ServerConnection server;
    private final PoolNews news;

    @SuppressWarnings("UnusedVariable") // By its updater: an object of its own would be one more for each statement.
    private volatile int back;

    private long acquired;

    PooledConnection(HikariPool pool, Permit permit, Connection pooled, ServerConnection server, PoolNews news) {
        this.pool = pool;
        this.permit = permit;
        this.pooled = pooled;
        this.server = server;
        this.news = news;
    }

    /** It is the caller's now, who has asked for it at {@code asked}, by {@link System#nanoTime()}. */
    void acquired(long asked) {
        if (news.tellsOfCalls()) {
            acquired = System.nanoTime();
            permit.usedSince(acquired);
            news.acquired(acquired - asked);
        }
    }

    private void released() {
        permit.giveBack();
        if (news.tellsOfCalls()) {
            news.released(System.nanoTime() - acquired);
        }
    }

    /** The driver's own connection. Not to be closed: it may be aborted, and discarded then. */
    public BaseConnection raw() {
        return server.raw();
    }

    /** Another thread gives it back; whoever took it may wait for another one of this pool meanwhile. */
    public void leaveToAnother() {
        if (back == 0) {
            permit.leaveToAnother();
        }
    }

    /** Its server has answered on it: it is believed to work for a while from now on. */
    public void heard() {
        server.heard();
    }

    /** Gives it back to be used again. It has to be as it was when it was taken. */
    public void giveBack() {
        if (BACK.compareAndSet(this, 0, 1)) {
            try {
                if (pool.getTotalConnections() > pool.config.getMaximumPoolSize()) {
                    // The pool was made smaller meanwhile.
                    server.ends(Removal.POOL);
                    pool.evictConnection(pooled);
                } else {
                    pooled.close();
                }
            } catch (SQLException e) {
                // The pool counts it as gone either way.
                LOG.atWarn()
                        .addKeyValue("pool", pool.config.getPoolName())
                        .addKeyValue("sqlState", e.getSQLState())
                        .log("release failed");
            } finally {
                released();
            }
        }
    }

    /** Has it closed, and its place in the pool filled by another when one is needed. */
    public void discard() {
        if (BACK.compareAndSet(this, 0, 1)) {
            try {
                server.ends(Removal.BROKEN);
                pool.evictConnection(pooled);
            } finally {
                released();
            }
        }
    }
}
