package dal.routing.choice;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.LogPosition;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What this process has sent to one node and how that went. Decisions for it are made beforehand, one for each purpose and reason; only one that requires a
 * position is made when it is needed. Thread-safe.
 */
final class NodeLedger {

    private final NodeName node;
    private final NodeLoad load = new NodeLoad();
    private final NodeBreaker breaker;
    private final Map<PoolPurpose, Map<RouteReason, RouteDecision.Use>> decisions = new EnumMap<>(PoolPurpose.class);
    private final Map<RouteReason, LongAdder> counts = new EnumMap<>(RouteReason.class);

    NodeLedger(NodeName node, NodeBreaker breaker) {
        this.node = node;
        this.breaker = breaker;
        for (PoolPurpose purpose : PoolPurpose.values()) {
            Map<RouteReason, RouteDecision.Use> ofPurpose = new EnumMap<>(RouteReason.class);
            for (RouteReason reason : RouteReason.values()) {
                ofPurpose.put(reason, new RouteDecision.Use(node, role(purpose), purpose, reason));
            }
            decisions.put(purpose, ofPurpose);
        }
        for (RouteReason reason : RouteReason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    private static Role role(PoolPurpose purpose) {
        return purpose == PoolPurpose.REPLICA ? Role.REPLICA : Role.PRIMARY;
    }

    NodeName node() {
        return node;
    }

    NodeLoad load() {
        return load;
    }

    NodeBreaker breaker() {
        return breaker;
    }

    /** How often it was chosen for each reason. */
    Map<RouteReason, LongAdder> counts() {
        return counts;
    }

    /** Counts one more in flight and gives the decision for it. */
    RouteDecision.Use use(
            PoolPurpose purpose, RouteReason reason, @Nullable LogPosition required, @Nullable Instant startedAt) {
        load.started();
        Objects.requireNonNull(counts.get(reason)).increment();
        return required == null && startedAt == null
                ? Objects.requireNonNull(
                        Objects.requireNonNull(decisions.get(purpose)).get(reason))
                : new RouteDecision.Use(node, role(purpose), purpose, reason, required, startedAt);
    }
}
