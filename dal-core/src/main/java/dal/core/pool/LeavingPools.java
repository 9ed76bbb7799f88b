package dal.core.pool;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Pools that are open to nobody any more, and not closed yet: each is, once nothing of it is in use. Thread-safe. */
final class LeavingPools {

    private static final long CHECK_MILLIS = 500;

    private final Housekeeping housekeeping;
    private final Set<ConnectionPool> pools = ConcurrentHashMap.newKeySet();

    LeavingPools(Housekeeping housekeeping) {
        this.housekeeping = housekeeping;
    }

    /** Has it closed. Not on the caller's thread: closing waits for what the pool has under way. */
    void add(ConnectionPool pool) {
        pools.add(pool);
        closeWhenUnused(pool, 0);
    }

    private void closeWhenUnused(ConnectionPool pool, long delayMillis) {
        try {
            var unused = housekeeping.schedule(
                    () -> {
                        if (pool.status().active() == 0) {
                            close(pool);
                        } else {
                            closeWhenUnused(pool, CHECK_MILLIS);
                        }
                    },
                    delayMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // All pools are being closed.
            close(pool);
        }
    }

    private void close(ConnectionPool pool) {
        if (pools.remove(pool)) {
            pool.close();
        }
    }

    /** Closes them, with what is in use too. */
    void closeAll() {
        List.copyOf(pools).forEach(this::close);
    }
}
