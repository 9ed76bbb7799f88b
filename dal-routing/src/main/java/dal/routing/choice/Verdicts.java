package dal.routing.choice;

import dal.config.MonitorConfig;
import dal.config.RoutingConfig;
import dal.routing.topology.ClusterView;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Decisions for no node: made once, counted each time. Thread-safe. */
final class Verdicts {

    /** Nobody tells within a second or two that no node has the timeline of a token: the monitors look as often as they can while somebody waits. */
    private static final Duration MOST_LOOKING = Duration.ofSeconds(2);

    private static final Duration LEAST_PAUSE = Duration.ofMillis(1);

    private final ClusterLedger ledger;
    private final long looking;
    private final Map<RouteReason, RouteDecision.Wait> waits = new EnumMap<>(RouteReason.class);
    private final Map<RouteReason, RouteDecision.Refuse> refusals = new EnumMap<>(RouteReason.class);

    Verdicts(RoutingConfig config, MonitorConfig monitor, ClusterLedger ledger) {
        this.ledger = ledger;
        this.looking = shorter(MOST_LOOKING, monitor.interval().multipliedBy(2).plus(monitor.timeout()))
                .toNanos();
        Duration untilCaughtUp = shorter(monitor.interval(), config.catchUpWait());
        for (RouteReason reason : RouteReason.values()) {
            Duration askAgain = reason == RouteReason.REPLICAS_BEHIND && untilCaughtUp.compareTo(LEAST_PAUSE) >= 0
                    ? untilCaughtUp
                    : monitor.interval();
            waits.put(reason, new RouteDecision.Wait(reason, askAgain));
            refusals.put(reason, new RouteDecision.Refuse(reason));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    RouteDecision await(RouteReason reason) {
        ledger.waited(reason);
        return Objects.requireNonNull(waits.get(reason));
    }

    RouteDecision refuse(RouteReason reason) {
        ledger.refused(reason);
        return Objects.requireNonNull(refusals.get(reason));
    }

    /**
     * For a token of a newer timeline than the primary's. A promotion that was not seen yet shows as soon as its node is looked at once more; when every node was, since
     * the caller began to wait, no node has it, and the token is forged or of a cluster that was restored to an earlier time. One that cannot be reached may
     * have it: it is waited for, but not for long.
     */
    RouteDecision ofNewerTimeline(ClusterView view, RouteRequest request, long now) {
        boolean lookedAgain = request.waited() > 0 && Freshness.isObservedSince(view, now - request.waited());
        return lookedAgain || request.waited() >= looking
                ? refuse(RouteReason.TOKEN_OF_NEWER_TIMELINE)
                : await(RouteReason.TOKEN_OF_NEWER_TIMELINE);
    }
}
