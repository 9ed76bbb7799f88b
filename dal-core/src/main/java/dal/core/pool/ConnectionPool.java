package dal.core.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dal.status.PoolName;
import dal.status.PoolStatus;
import java.sql.Connection;
import java.sql.SQLException;

/** One pool: a HikariCP data source under the name this library knows it by. Thread-safe. */
public final class ConnectionPool {

    private final PoolName name;
    private final HikariDataSource source;

    ConnectionPool(PoolName name, HikariDataSource source) {
        this.name = name;
        this.source = source;
    }

    public PoolName name() {
        return name;
    }

    /** Most connections it may hold. */
    public int max() {
        return source.getMaximumPoolSize();
    }

    /** Takes a connection, waiting for one as long as the pool is configured to; it goes back by {@link Connection#close()}. */
    public Connection take() throws SQLException {
        return source.getConnection();
    }

    /** Closes a connection that was taken instead of keeping it. */
    public void evict(Connection connection) {
        source.evictConnection(connection);
    }

    /** What it looks like now. */
    public PoolStatus status() {
        HikariPoolMXBean pool = source.getHikariPoolMXBean();
        if (pool == null || source.isClosed()) {
            return new PoolStatus(name, max(), 0, 0, 0, 0);
        }
        return new PoolStatus(
                name,
                max(),
                pool.getTotalConnections(),
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getThreadsAwaitingConnection());
    }

    /** Takes no new connections into the pool's idle stock and closes those in use as they come back. */
    void retire() {
        source.setMinimumIdle(0);
        HikariPoolMXBean pool = source.getHikariPoolMXBean();
        if (pool != null) {
            pool.softEvictConnections();
        }
    }

    /** Closes every connection, those in use too. */
    void close() {
        source.close();
    }
}
