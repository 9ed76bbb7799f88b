package dal.telemetry.internal.watch;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Lets one line per key and interval through and counts the others. Bounded: keys beyond the first {@value #MAX_KEYS} share one allowance. */
public final class LineLimit {

    static final int MAX_KEYS = 1_000;

    private final long interval;
    private final LongSupplier ticker;
    private final ConcurrentHashMap<String, Allowance> allowances = new ConcurrentHashMap<>();
    private final Allowance shared = new Allowance();

    /**
     * One line in each interval.
     *
     * @param ticker nanoseconds from an arbitrary origin
     */
    public LineLimit(Duration interval, LongSupplier ticker) {
        this.interval = interval.toNanos();
        this.ticker = ticker;
    }

    /** How many lines were kept back since the last one; empty if this one is to be kept back too. */
    public OptionalLong admit(String key) {
        Allowance allowance = allowances.get(key);
        if (allowance == null) {
            allowance =
                    allowances.size() < MAX_KEYS ? allowances.computeIfAbsent(key, absent -> new Allowance()) : shared;
        }
        return allowance.take(ticker.getAsLong(), interval);
    }

    private static final class Allowance {
        private boolean used;
        private long last;
        private long suppressed;

        synchronized OptionalLong take(long now, long interval) {
            if (used && now - last < interval) {
                suppressed++;
                return OptionalLong.empty();
            }
            OptionalLong keptBack = OptionalLong.of(suppressed);
            used = true;
            last = now;
            suppressed = 0;
            return keptBack;
        }
    }
}
