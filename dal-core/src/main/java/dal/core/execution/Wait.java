package dal.core.execution;

import dal.config.PoolConfig;
import java.time.Duration;

/**
 * How somebody waits for a connection.
 *
 * @param limit for how long at most; zero for as long as the pool's calls may
 * @param waited for how long already, elsewhere: it goes before those of its tenant that have not waited for as long
 */
record Wait(Duration limit, Duration waited) {

    static final Wait USUAL = new Wait(Duration.ZERO, Duration.ZERO);

    Duration longest(PoolConfig pool) {
        return limit.isZero() ? pool.acquireTimeout() : limit;
    }
}
