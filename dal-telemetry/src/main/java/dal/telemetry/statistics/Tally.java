package dal.telemetry.statistics;

import dal.cluster.Role;
import dal.spi.Outcome;
import dal.telemetry.internal.watch.ErrorTypes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.IntCountsHistogram;

/** What is counted of one statement. Thread-safe: a lock held for a few dozen nanoseconds. */
@SuppressWarnings({
    "EnumOrdinal", // It leads into an array of this process's own.
    "NonAtomicVolatileUpdate" // Written under the lock alone, and read without.
})
final class Tally {

    /** Longer ones are counted as this long. */
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

    private static final int DIGITS = 2;

    private final String fingerprint;
    private final String summary;
    private final String text;
    private final ReentrantLock lock = new ReentrantLock();
    private final IntCountsHistogram micros = new IntCountsHistogram(DIGITS);
    private final Map<String, Long> errors = new HashMap<>();
    private final Map<Role, Long> byRole = new EnumMap<>(Role.class);
    private long calls;
    private long rows;
    private long total;
    private long poolWait;
    private boolean retired;

    Tally(String fingerprint, String summary, String text) {
        this.fingerprint = fingerprint;
        this.summary = summary;
        this.text = text;
    }

    /** All its time, in nanoseconds. */
    long total() {
        lock.lock();
        try {
            return total;
        } finally {
            lock.unlock();
        }
    }

    /** Counts one more execution; false if this one is not kept any more. */
    boolean add(Role role, Outcome outcome) {
        long took = Math.max(0, outcome.duration() - outcome.poolWait());
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            calls++;
            byRole.merge(role, 1L, Long::sum);
            rows += Math.max(0, outcome.rows());
            total += took;
            poolWait += outcome.poolWait();
            micros.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(took)));
            if (outcome.error() != null) {
                errors.merge(ErrorTypes.label(outcome.error()), 1L, Long::sum);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends this one: what it has counted goes to another. */
    void retireInto(Tally other) {
        lock.lock();
        try {
            retired = true;
            other.take(this);
        } finally {
            lock.unlock();
        }
    }

    /** The other is locked by its caller, and never the one that others are taken into. */
    private void take(Tally other) {
        lock.lock();
        try {
            calls += other.calls;
            rows += other.rows;
            total += other.total;
            poolWait += other.poolWait;
            micros.add(other.micros);
            other.errors.forEach((error, count) -> errors.merge(error, count, Long::sum));
            other.byRole.forEach((role, count) -> byRole.merge(role, count, Long::sum));
        } finally {
            lock.unlock();
        }
    }

    /** What is known now. */
    StatementStatistics snapshot() {
        lock.lock();
        try {
            return new StatementStatistics(
                    fingerprint,
                    summary,
                    text,
                    calls,
                    errors,
                    rows,
                    Duration.ofNanos(total),
                    percentile(50),
                    percentile(95),
                    percentile(99),
                    duration(micros.getMaxValue()),
                    Duration.ofNanos(poolWait),
                    byRole);
        } finally {
            lock.unlock();
        }
    }

    private Duration percentile(double percent) {
        return duration(micros.getValueAtPercentile(percent));
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }
}
