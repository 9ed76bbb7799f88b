package dal.routing.choice;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this process asks of one node now, and how long the node took lately: an exponentially weighted moving average. Thread-safe without a lock: of two
 * completions at one moment the average may forget one.
 *
 * <p>An answer weighs as much as the time since the one before (a moving average over an unevenly spaced series: Eckner, "Algorithms for Unevenly Spaced Time Series",
 * 2019; Finagle's PeakEwma weighs so too). Were it weighed by number, one pause of this process, after which all that was under way ends at once, would make a quick
 * node look slow. A longer answer weighs a fifth at most, however long nothing was heard: one outlier says little. For the same reason it counts as three times the average at most, and
 * the average does not jump to a peak as Finagle's does. A shorter one after a long silence weighs nearly all: a node that was slow has to be found well by few answers.
 *
 * <p>The average does not fade while nothing is asked of the node: that it was slow stays all that is known until it has answered anew, which {@link Probing} sees to.
 * It is forgotten when the node comes back from an absence. A failure doubles it: a node that fails quickly must not look quick. Work given up after a while raises
 * it, never lowers it: all that is known is that the answer would have taken longer.
 */
final class NodeLoad {

    /** What was so many nanoseconds ago weighs e times less than what is now. */
    private static final double MEMORY = 300e6;

    private static final double MOST_OF_LONGER = 0.2;

    /** Below this, differences between nodes are noise. */
    private static final double FLOOR = 50_000;

    /** How many times the average one answer counts at most. */
    private static final double MOST_AT_ONCE = 3;

    private static final double PENALTY_FROM = 1_000_000;
    private static final double CEILING = 60e9;

    /** So many more reads than it has given to others a node may take over from them. */
    private static final int MOST_AHEAD = 16;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger ahead = new AtomicInteger();
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
        average = current == 0 ? (double) duration : moved(current, duration, now);
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
            average = moved(current, duration, now);
            averagedAt = now;
        }
        inFlight.decrementAndGet();
    }

    private double moved(double current, long duration, long now) {
        double weight = 1 - Math.exp(-Math.max(0, now - averagedAt) / MEMORY);
        if (duration <= current) {
            return current + weight * (duration - current);
        }
        double counted = Math.min((double) duration, MOST_AT_ONCE * Math.max(FLOOR, current));
        return current + Math.min(MOST_OF_LONGER, weight) * Math.max(0, counted - current);
    }

    int inFlight() {
        return inFlight.get();
    }

    /** How long a piece of work may take here, by what is known, in nanoseconds; 0 while nothing is. */
    double latency(long back) {
        double current = average(back);
        return current == 0 ? 0 : Math.max(FLOOR, current);
    }

    /** For how long nothing was learnt of it, in nanoseconds, though it has nothing to do; 0 while it has, or while nothing is known of it at all. */
    long silence(long now, long back) {
        return inFlight.get() > 0 || average(back) == 0 ? 0 : Math.max(0, now - averagedAt);
    }

    /** Takes a read that was the other's to have; false, and nothing is done, if it has taken more than it gave already. */
    boolean takeOver(NodeLoad other) {
        if (ahead.get() >= MOST_AHEAD) {
            return false;
        }
        ahead.incrementAndGet();
        other.ahead.decrementAndGet();
        return true;
    }

    private double average(long back) {
        return back == Readmission.NEVER || averagedAt - back >= 0 ? average : 0;
    }
}
