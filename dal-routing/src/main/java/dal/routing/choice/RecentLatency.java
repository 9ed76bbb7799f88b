package dal.routing.choice;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A percentile of how long answers took to begin lately. Durations are counted in buckets of a sixteenth of their power of two, so that the estimate is at most 7 % too high
 * (the layout of HdrHistogram), and all counts are halved every second: what was ten seconds ago weighs a thousandth. While reads are few they are kept for
 * longer, so that there are always enough to tell.
 *
 * <p>Adding is one atomic increment; whoever asks first after a tenth of a second works the estimate out anew, and nobody waits for it. Counts that are added just
 * while the others are halved may be lost. Thread-safe; allocates nothing.
 */
final class RecentLatency {

    static final long UNKNOWN = -1;

    private static final int ENOUGH = 100;
    private static final long REFRESH = 100_000_000;
    private static final long HALVE = 1_000_000_000;
    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;

    /** 2^12 ns are 4 us, 2^37 ns over two minutes: shorter and longer ones count as these. */
    private static final int LOWEST = 12;

    private static final int POWERS = 25;

    private final double percentile;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(POWERS * STEPS);
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile long estimate = UNKNOWN;
    private volatile boolean begun;
    private volatile long refreshedAt;
    private long halvedAt;
    private int halvings;

    RecentLatency(double percentile) {
        this.percentile = percentile;
    }

    void add(long duration) {
        counts.incrementAndGet(bucket(duration));
    }

    /** The percentile, in nanoseconds; {@link #UNKNOWN} while too little is known. */
    long estimate(long now) {
        if ((!begun || now - refreshedAt >= REFRESH) && refreshing.compareAndSet(false, true)) {
            try {
                refresh(now);
            } finally {
                refreshing.set(false);
            }
        }
        return estimate;
    }

    private void refresh(long now) {
        if (!begun) {
            halvedAt = now;
        }
        begun = true;
        refreshedAt = now;
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        if (total < ENOUGH) {
            return;
        }
        long wanted = (long) Math.ceil(percentile * total);
        long passed = 0;
        int bucket = -1;
        while (passed < wanted && bucket < counts.length() - 1) {
            bucket++;
            passed += counts.get(bucket);
        }
        estimate = upperEnd(bucket);
        if (now - halvedAt >= HALVE && total >= 2 * ENOUGH) {
            halvedAt = now;
            halve();
        }
    }

    /** Odd counts are rounded up and down in turn: always down would drop the tail, where they are small, and always up would keep it for ever. */
    private void halve() {
        int rounding = halvings++ & 1;
        for (int i = 0; i < counts.length(); i++) {
            counts.addAndGet(i, -((counts.get(i) + rounding) / 2));
        }
    }

    static int bucket(long duration) {
        long bounded = Math.min(Math.max(duration, 1L << LOWEST), (1L << (LOWEST + POWERS)) - 1);
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(bounded);
        int step = (int) (bounded >>> (power - STEP_BITS)) & (STEPS - 1);
        return (power - LOWEST) * STEPS + step;
    }

    static long upperEnd(int bucket) {
        int power = LOWEST + bucket / STEPS;
        return (1L << power) + ((long) (bucket % STEPS + 1) << (power - STEP_BITS));
    }
}
