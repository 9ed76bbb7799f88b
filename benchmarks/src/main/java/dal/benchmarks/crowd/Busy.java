package dal.benchmarks.crowd;

import dal.TenantDatabase;
import dal.error.PoolExhaustedException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Calls that keep a connection for a set time and the processor for none, so that the pool is the limit. */
final class Busy {

    /** Whoever is refused comes back at the time the refusal names, but not later than this: a flood is impatient. */
    private static final Duration MOST_PATIENCE = Duration.ofMillis(50);

    private final Duration held;
    private final String sql;
    private final LongAdder done = new LongAdder();
    private final LongAdder refused = new LongAdder();

    Busy(Duration held) {
        this.held = held;
        this.sql = "select pg_sleep(" + held.toMillis() / 1000.0 + ")";
    }

    /** One call. */
    void call(TenantDatabase database) {
        database.dsl().execute(sql);
        done.increment();
    }

    /** One call of somebody who comes back after a refusal. */
    void insist(TenantDatabase database) {
        try {
            call(database);
        } catch (PoolExhaustedException e) {
            refused.increment();
            Duration pause = e.retryAfter().compareTo(MOST_PATIENCE) < 0 ? e.retryAfter() : MOST_PATIENCE;
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    Duration held() {
        return held;
    }

    long done() {
        return done.sum();
    }

    long refused() {
        return refused.sum();
    }
}
