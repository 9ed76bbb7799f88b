package dal.config;

import java.time.Duration;

/**
 * When a read is asked of a second replica while the first still works on it; the first answer wins, the other is cancelled.
 *
 * @param maxShare which share of the reads may be asked twice, from 0 (off) to 1
 * @param percentile a read is asked again once it takes longer than this share of the reads before it did, below 1
 * @param leastDelay but never before it took that long
 */
public record HedgingConfig(double maxShare, double percentile, Duration leastDelay) {

    /** Off. */
    public static final HedgingConfig OFF = new HedgingConfig(0, 0.95, Duration.ofMillis(1));

    public HedgingConfig {
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("max-share lies between 0 and 1, not " + maxShare);
        }
        if (!(percentile > 0 && percentile < 1)) {
            throw new IllegalArgumentException("percentile lies between 0 and 1, both left out, not " + percentile);
        }
        if (leastDelay.isNegative()) {
            throw new IllegalArgumentException("least-delay may not be negative: " + leastDelay);
        }
    }

    /** Whether anything is ever asked twice. */
    public boolean on() {
        return maxShare > 0;
    }
}
