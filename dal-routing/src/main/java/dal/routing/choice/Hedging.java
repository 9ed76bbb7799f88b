package dal.routing.choice;

import dal.config.HedgingConfig;
import dal.spi.Router;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a read is worth asking a second replica for, and whether that may be (Dean and Barroso, "The Tail at Scale", 2013: hedged requests): once its answer takes longer
 * to begin than most did lately, and within a budget. Each read pays its share of a hedge into the budget and each hedge takes one out (a token bucket, as gRPC's
 * retry throttling has one), so that in the long run no more than the configured share of the reads is asked twice however slow everything becomes. What the
 * budget may save up is small: a quiet hour must not pay for a storm. Thread-safe without a lock.
 */
final class Hedging {

    private static final long ONE = 1_000_000_000;
    private static final long MOST = 10 * ONE;
    private static final long LEARNING = TimeUnit.DAYS.toNanos(1);

    private final boolean on;
    private final long share;
    private final long leastDelay;
    private final RecentLatency latency;
    private final AtomicLong budget = new AtomicLong();

    Hedging(HedgingConfig config) {
        this.on = config.on();
        this.share = (long) (ONE * config.maxShare());
        this.leastDelay = TimeUnit.NANOSECONDS.convert(config.leastDelay());
        this.latency = new RecentLatency(config.percentile());
    }

    boolean on() {
        return on;
    }

    /** Counts a read, and tells after how many nanoseconds it may be asked for again: no read lasts that long while too little is known. */
    long delay(long now) {
        if (!on) {
            return Router.NO_HEDGING;
        }
        if (budget.get() < MOST) {
            budget.addAndGet(share);
        }
        long usual = latency.estimate(now);
        return usual == RecentLatency.UNKNOWN ? LEARNING : Math.max(leastDelay, usual);
    }

    /** Takes one hedge out of the budget, if there is one in it. */
    boolean take() {
        long before = budget.get();
        while (before >= ONE) {
            if (budget.compareAndSet(before, before - ONE)) {
                return true;
            }
            before = budget.get();
        }
        return false;
    }

    /**
     * A read waited so long for its replica to begin to answer. One that was left counts where that is long already: without the reads that a second replica has
     * answered, ever quicker ones would pass for the slowest.
     *
     * @param answered whether it was answered then; else it takes longer
     */
    void awaited(long duration, boolean answered, long now) {
        if (on && (answered || isLong(duration, now))) {
            latency.add(duration);
        }
    }

    private boolean isLong(long duration, long now) {
        long usual = latency.estimate(now);
        return usual != RecentLatency.UNKNOWN && duration >= usual;
    }
}
