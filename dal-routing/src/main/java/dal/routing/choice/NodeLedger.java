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
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What this process has sent to one node and how that went. The decisions that require nothing of it are kept, one for each purpose and reason; one that requires a
 * position is made when it is needed. Thread-safe.
 */
final class NodeLedger {

    private final NodeName node;
    private final NodeLoad load = new NodeLoad();
    private final NodeBreaker breaker;
    /** The latest decision of each kind that requires nothing, to be given again. */
    private final Map<PoolPurpose, Map<RouteReason, AtomicReference<RouteDecision.@Nullable Use>>> decisions =
            new EnumMap<>(PoolPurpose.class);

    private final Map<RouteReason, LongAdder> counts = new EnumMap<>(RouteReason.class);

    NodeLedger(NodeName node, NodeBreaker breaker) {
        this.node = node;
        this.breaker = breaker;
        for (PoolPurpose purpose : PoolPurpose.values()) {
            Map<RouteReason, AtomicReference<RouteDecision.@Nullable Use>> ofPurpose = new EnumMap<>(RouteReason.class);
            for (RouteReason reason : RouteReason.values()) {
                ofPurpose.put(reason, new AtomicReference<>());
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
        if (required != null) {
            return new RouteDecision.Use(node, role(purpose), purpose, reason, required, startedAt);
        }
        AtomicReference<RouteDecision.@Nullable Use> kept = Objects.requireNonNull(
                Objects.requireNonNull(decisions.get(purpose)).get(reason));
        RouteDecision.Use latest = kept.get();
        if (latest != null && Objects.equals(latest.startedAt(), startedAt)) {
            return latest;
        }
        RouteDecision.Use made = new RouteDecision.Use(node, role(purpose), purpose, reason, null, startedAt);
        kept.set(made);
        return made;
    }
}
