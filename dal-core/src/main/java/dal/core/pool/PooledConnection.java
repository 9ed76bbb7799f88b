package dal.core.pool;

import com.zaxxer.hikari.pool.HikariPool;
import dal.core.admission.Permit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection taken from a pool. It goes back once, by {@link #giveBack} or {@link #discard}; what comes after that does nothing. */
public final class PooledConnection {

    private static final Logger LOG = LoggerFactory.getLogger(PooledConnection.class);

    private final HikariPool pool;
    private final Permit permit;
    private final Connection pooled;
    private final ServerConnection server;
    private final AtomicBoolean back = new AtomicBoolean();

    PooledConnection(HikariPool pool, Permit permit, Connection pooled, ServerConnection server) {
        this.pool = pool;
        this.permit = permit;
        this.pooled = pooled;
        this.server = server;
    }

    /** The driver's own connection. Not to be closed: it may be aborted, and discarded then. */
    public BaseConnection raw() {
        return server.raw();
    }

    /** Gives it back to be used again. It has to be as it was when it was taken. */
    public void giveBack() {
        if (back.compareAndSet(false, true)) {
            try {
                server.heard();
                pooled.close();
            } catch (SQLException e) {
                // The pool counts it as gone either way.
                LOG.atWarn()
                        .addKeyValue("pool", pool.config.getPoolName())
                        .addKeyValue("sqlState", e.getSQLState())
                        .log("release failed");
            } finally {
                permit.giveBack();
            }
        }
    }

    /** Has it closed, and its place in the pool filled by another when one is needed. */
    public void discard() {
        if (back.compareAndSet(false, true)) {
            try {
                pool.evictConnection(pooled);
            } finally {
                permit.giveBack();
            }
        }
    }
}
