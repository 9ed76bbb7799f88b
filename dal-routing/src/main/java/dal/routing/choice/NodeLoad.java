package dal.routing.choice;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this process asks of one node now, and how long the node took lately: an exponentially weighted moving average. Thread-safe without a lock: of two
 * completions at one moment the average may forget one.
 *
 * <p>The average fades while nothing is asked of the node, so that one that was slow once is tried again. A failure doubles it: a node that fails quickly
 * must not look quick.
 */
final class NodeLoad {

    private static final double WEIGHT = 0.2;
    private static final double FADING = 10e9;

    /** Below this, differences between nodes are noise. */
    private static final double FLOOR = 50_000;

    private static final double PENALTY_FROM = 1_000_000;
    private static final double CEILING = 60e9;

    private final Map<PoolPurpose, Map<RouteReason, RouteDecision.Use>> decisions = new EnumMap<>(PoolPurpose.class);
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile double average;
    private volatile long averagedAt;
    private volatile long failedAt;
    private volatile boolean failed;

    NodeLoad(NodeName node) {
        for (PoolPurpose purpose : PoolPurpose.values()) {
            Role role = purpose == PoolPurpose.REPLICA ? Role.REPLICA : Role.PRIMARY;
            Map<RouteReason, RouteDecision.Use> ofPurpose = new EnumMap<>(RouteReason.class);
            for (RouteReason reason : RouteReason.values()) {
                ofPurpose.put(reason, new RouteDecision.Use(node, role, purpose, reason));
            }
            decisions.put(purpose, ofPurpose);
        }
    }

    /** Counts one more in flight and gives the decision for it, made beforehand. */
    RouteDecision.Use use(PoolPurpose purpose, RouteReason reason) {
        inFlight.incrementAndGet();
        return Objects.requireNonNull(
                Objects.requireNonNull(decisions.get(purpose)).get(reason));
    }

    void answered(long duration, long now) {
        double current = average;
        average = current == 0 ? (double) duration : current + WEIGHT * (duration - current);
        averagedAt = now;
        inFlight.decrementAndGet();
    }

    void failed(long duration, long now) {
        average = Math.min(CEILING, Math.max((double) duration, 2 * Math.max(average, PENALTY_FROM)));
        averagedAt = now;
        failedAt = now;
        failed = true;
        inFlight.decrementAndGet();
    }

    void notUsed() {
        inFlight.decrementAndGet();
    }

    /** Whether work has failed here since that moment. */
    boolean hasFailedSince(long moment) {
        return failed && failedAt - moment >= 0;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** How long a piece of work may take here, by what is known, in nanoseconds; 0 while nothing is. */
    double latency(long now) {
        double current = average;
        return current == 0 ? 0 : Math.max(FLOOR, current / (1 + Math.max(0, now - averagedAt) / FADING));
    }
}
