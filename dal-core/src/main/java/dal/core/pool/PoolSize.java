package dal.core.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import dal.spi.PoolListener.Removal;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections a HikariCP pool holds. It reads its own settings anew each time it decides, but closes nothing when they shrink. Thread-safe. */
final class PoolSize {

    private static final Logger LOG = LoggerFactory.getLogger(PoolSize.class);

    private final HikariConfig config;
    private final HikariPool pool;

    PoolSize(HikariConfig config, HikariPool pool) {
        this.config = config;
        this.pool = pool;
    }

    int max() {
        return config.getMaximumPoolSize();
    }

    int min() {
        return config.getMinimumIdle();
    }

    /** Nothing is made for nobody any more. */
    void keepNone() {
        config.setMinimumIdle(0);
    }

    /** Has that size from now on. What is idle beyond it is closed now; what is in use beyond it is for its user to {@link PooledConnection#giveBack} so. */
    void change(int max, int min) {
        config.setMaximumPoolSize(max);
        config.setMinimumIdle(min);
        closeSurplus();
        fill();
    }

    private void closeSurplus() {
        try {
            while (pool.getTotalConnections() > max() && pool.getIdleConnections() > 0) {
                evict(pool.getConnection(1), Removal.POOL);
            }
        } catch (SQLException e) {
            LOG.atDebug()
                    .addKeyValue("pool", config.getPoolName())
                    .log("idle connections were taken while the pool shrank");
        }
    }

    /** Has the connections made that are to be kept. The adder may have ended, since nobody waited; it ends again by itself if nothing is missing. */
    void fill() {
        for (int i = 0; i < min(); i++) {
            pool.addBagItem(Integer.MAX_VALUE);
        }
    }

    /** Closes a connection taken of the pool. */
    void evict(Connection pooled, Removal why) {
        try {
            pooled.unwrap(ServerConnection.class).ends(why);
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("pool", config.getPoolName()).log("closed before it was evicted");
        } finally {
            pool.evictConnection(pooled);
        }
    }
}
