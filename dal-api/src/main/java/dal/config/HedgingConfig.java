package dal.config;

import java.time.Duration;
import java.util.List;

/**
 * When a read is asked of a second replica while the first still works on it; the first answer wins, the other is cancelled.
 *
 * @param maxShare which share of the reads may be asked twice, from 0 (off) to 1
 * @param percentile a read is asked again once its answer has taken longer to begin than those of this share of the reads before it, below 1
 * @param leastDelay but never before it has taken that long
 */
public record HedgingConfig(double maxShare, double percentile, Duration leastDelay) {

    /** Off. */
    public static final HedgingConfig OFF = new HedgingConfig(0, 0.95, Duration.ofMillis(1));

    public HedgingConfig {
        Limits.orThrow(faults(maxShare, percentile, leastDelay));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(double maxShare, double percentile, Duration leastDelay) {
        return new Limits()
                .between("max-share", 0, 1, maxShare)
                .require(
                        percentile > 0 && percentile < 1,
                        "percentile",
                        "has to lie between 0 and 1, both left out, not " + percentile)
                .atLeast("least-delay", Duration.ZERO, leastDelay)
                .faults();
    }

    /** Whether anything is ever asked twice. */
    public boolean on() {
        return maxShare > 0;
    }
}
