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
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What this process has sent to one node and how that went. The decisions that require nothing of it are kept, one for each purpose and reason; one that requires a
 * position is made when it is needed. Thread-safe.
 */
final class NodeLedger {

    private static final int REASONS = RouteReason.values().length;

    private final NodeName node;
    private final NodeLoad load = new NodeLoad();
    private final NodeBreaker breaker;
    /** The latest decision of each kind that requires nothing, to be given again. */
    private final AtomicReferenceArray<RouteDecision.@Nullable Use> decisions =
            new AtomicReferenceArray<>(PoolPurpose.values().length * REASONS);

    private final Map<RouteReason, LongAdder> counts = new EnumMap<>(RouteReason.class);

    NodeLedger(NodeName node, NodeBreaker breaker) {
        this.node = node;
        this.breaker = breaker;
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
    @SuppressWarnings("EnumOrdinal") // It leads into an array of this process's own.
    RouteDecision.Use use(
            PoolPurpose purpose, RouteReason reason, @Nullable LogPosition required, @Nullable Instant startedAt) {
        load.started();
        Objects.requireNonNull(counts.get(reason)).increment();
        if (required != null) {
            return new RouteDecision.Use(node, role(purpose), purpose, reason, required, startedAt);
        }
        int kind = purpose.ordinal() * REASONS + reason.ordinal();
        RouteDecision.Use latest = decisions.get(kind);
        if (latest != null && Objects.equals(latest.startedAt(), startedAt)) {
            return latest;
        }
        RouteDecision.Use made = new RouteDecision.Use(node, role(purpose), purpose, reason, null, startedAt);
        decisions.set(kind, made);
        return made;
    }
}
