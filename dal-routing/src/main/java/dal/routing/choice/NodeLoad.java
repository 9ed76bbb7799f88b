package dal.routing.choice;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this process asks of one node now, and how long the node took lately: an exponentially weighted moving average. Thread-safe without a lock: of two
 * completions at one moment the average may forget one.
 *
 * <p>The average fades while nothing is asked of the node, and is forgotten when the node comes back from an absence, so that one that was slow once is tried
 * again. One answer counts as ten times the average at most: a single report of half a minute says little of how long the next read takes, while of a node that became
 * slow every answer says it. A failure doubles it: a node that fails quickly must not look quick. Work given up after a while raises it, never lowers it: all that is known is that the
 * answer would have taken longer.
 */
final class NodeLoad {

    private static final double WEIGHT = 0.2;
    private static final double FADING = 5e9;

    /** Below this, differences between nodes are noise. */
    private static final double FLOOR = 50_000;

    /** How many times the average one answer counts at most. */
    private static final double MOST_AT_ONCE = 10;

    private static final double PENALTY_FROM = 1_000_000;
    private static final double CEILING = 60e9;

    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile double average;
    private volatile long averagedAt;

    void started() {
        inFlight.incrementAndGet();
    }

    /**
     * It answered.
     *
     * @param back when the node last came back; {@link Readmission#NEVER} if it was never away
     */
    void answered(long duration, long now, long back) {
        double current = average(back);
        average = current == 0 ? (double) duration : moved(current, duration);
        averagedAt = now;
        inFlight.decrementAndGet();
    }

    void failed(long duration, long now, long back) {
        average = Math.min(CEILING, Math.max((double) duration, 2 * Math.max(average(back), PENALTY_FROM)));
        averagedAt = now;
        inFlight.decrementAndGet();
    }

    /** The work never reached the node, or its caller gave it up after so long. */
    void notUsed(long duration, long now, long back) {
        double current = average(back);
        if (duration > current && current > 0) {
            average = moved(current, duration);
            averagedAt = now;
        }
        inFlight.decrementAndGet();
    }

    private static double moved(double current, long duration) {
        double counted = Math.min((double) duration, MOST_AT_ONCE * Math.max(FLOOR, current));
        return current + WEIGHT * (counted - current);
    }

    int inFlight() {
        return inFlight.get();
    }

    /** How long a piece of work may take here, by what is known, in nanoseconds; 0 while nothing is. */
    double latency(long now, long back) {
        double current = average(back);
        return current == 0 ? 0 : Math.max(FLOOR, current * Math.exp(-Math.max(0, now - averagedAt) / FADING));
    }

    private double average(long back) {
        return back == Readmission.NEVER || averagedAt - back >= 0 ? average : 0;
    }
}
