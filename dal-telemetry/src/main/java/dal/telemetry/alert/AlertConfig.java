package dal.telemetry.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When something is an alert. A pool's use moves fast and back: it has to be high for a while, and counts as high until it is lower by a margin, for longer. What
 * holds of nodes was observed with care already, and is an alert at once.
 *
 * @param warningPercent from which use of a pool on it is warned of, in per cent of its most connections
 * @param criticalPercent from which on it is critical
 * @param marginPercent how much lower it has to be to be no more than that
 * @param raiseAfter how long a pool's alert has to hold before it counts; zero for at once
 * @param poolHold how long it has to be over before it is cleared, or becomes less severe
 * @param nodeHold the same of a node's
 */
public record AlertConfig(
        int warningPercent,
        int criticalPercent,
        int marginPercent,
        Duration raiseAfter,
        Duration poolHold,
        Duration nodeHold) {

    public static final AlertConfig DEFAULT =
            new AlertConfig(80, 90, 5, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(2));

    /** @throws IllegalArgumentException naming every fault */
    public AlertConfig {
        List<String> faults = new ArrayList<>();
        if (warningPercent < 1 || criticalPercent > 100 || warningPercent >= criticalPercent) {
            faults.add("1 <= warning-percent < critical-percent <= 100 has to hold, not " + warningPercent + " and "
                    + criticalPercent);
        }
        if (marginPercent < 0 || marginPercent >= warningPercent) {
            faults.add("margin-percent has to be from 0 to less than warning-percent, not " + marginPercent);
        }
        if (raiseAfter.isNegative() || poolHold.isNegative() || nodeHold.isNegative()) {
            faults.add("no time may be negative");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }
}
