package dal.routing.choice;

import dal.cluster.ClusterName;
import dal.cluster.PoolPurpose;
import dal.config.MonitorConfig;
import dal.config.RoutingConfig;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.error.InvalidTokenException;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The decisions for one cluster, each over one view of it. Thread-safe. */
final class ClusterRouter {

    private final ClusterName cluster;
    private final long catchUpWait;
    private final Duration aboutToCatchUp;
    private final ClusterLedger ledger;
    private final Verdicts verdicts;
    private final Ejections ejections;
    private final LagLimits lag;
    private final TwoChoices choices;
    private volatile @Nullable Entrants entrants;
    private volatile @Nullable Lineup lineup;

    ClusterRouter(ClusterName cluster, RoutingConfig config, MonitorConfig monitor, DoubleSupplier random) {
        this.cluster = cluster;
        this.catchUpWait = TimeUnit.NANOSECONDS.convert(config.catchUpWait());
        this.aboutToCatchUp = config.catchUpWait().plus(monitor.interval());
        this.ledger = new ClusterLedger(config, random);
        this.verdicts = new Verdicts(config, monitor, ledger);
        this.ejections = new Ejections(config.ejection());
        this.lag = new LagLimits(config.lag());
        this.choices = new TwoChoices(config, monitor, random);
    }

    ClusterLedger ledger() {
        return ledger;
    }

    Ejections ejections() {
        return ejections;
    }

    LagLimits lag() {
        return lag;
    }

    TwoChoices choices() {
        return choices;
    }

    RouteDecision write(ClusterView view, RouteRequest request) {
        return onPrimary(view, request, PoolPurpose.PRIMARY, RouteReason.WRITE);
    }

    RouteDecision read(ClusterView view, RouteRequest request, long now) {
        return switch (request.consistency()) {
            case Consistency.Strong strong -> onPrimary(view, request, PoolPurpose.PRIMARY, RouteReason.STRONG_READ);
            case Consistency.Eventual eventual -> anyReplica(view, request, now);
            case Consistency.AtLeast(CommitToken token) -> {
                LogPosition wanted = position(token);
                yield isOrigin(wanted) ? anyReplica(view, request, now) : fresh(view, request, null, wanted, now);
            }
            case Consistency.BoundedStaleness(Duration limit, CommitToken seen) ->
                fresh(view, request, limit, position(seen), now);
        };
    }

    /** A second replica for a read that one works on already: within the limits of lag, and if the budget has it. */
    RouteDecision hedge(ClusterView view, RouteRequest request, long now) {
        if (!ledger.hedging().on()) {
            return verdicts.refuse(RouteReason.NO_HEDGE);
        }
        long replicas = lag.within(view, available(view, request, now), now);
        LogPosition wanted = LogPosition.ORIGIN;
        Duration limit = null;
        switch (request.consistency()) {
            case Consistency.Strong strong -> replicas = 0;
            case Consistency.Eventual eventual -> {}
            case Consistency.AtLeast(CommitToken token) -> wanted = position(token);
            case Consistency.BoundedStaleness(Duration bound, CommitToken seen) -> {
                wanted = position(seen);
                limit = bound;
            }
        }
        boolean asks = limit != null || !isOrigin(wanted);
        if (asks && (view.primariesTie() || wanted.timeline() < timelineToMatch(view, wanted))) {
            replicas = 0;
        }
        NodeView replica = draw(view, satisfying(view, replicas, limit, wanted, now), now);
        return replica == null || !ledger.hedging().take()
                ? verdicts.refuse(RouteReason.NO_HEDGE)
                : onReplica(replica, RouteReason.HEDGE, limit, wanted);
    }

    private RouteDecision anyReplica(ClusterView view, RouteRequest request, long now) {
        long ejectionsBefore = ledger.ejections();
        Lineup known = lineup;
        if (known != null
                && known.holds(view, ejectionsBefore, now)
                && request.excluded().isEmpty()) {
            return anyReplica(choices.draw(entrants(view), known.drawn(), now));
        }
        long available = available(view, request, now);
        long serving = lag.servingAmong(view, available, now);
        if (serving == 0) {
            return fallback(
                    view, request, available == 0 ? RouteReason.REPLICAS_UNAVAILABLE : RouteReason.REPLICAS_TOO_STALE);
        }
        long drawn = choices.narrowed(view.replicas(), serving, ledger, now);
        if (request.excluded().isEmpty()) {
            long lasts = Math.min(lag.lasts(view, serving, now), choices.lasts(view.replicas(), serving, ledger, now));
            lineup = Lineup.of(view, ejectionsBefore, available, now, lasts, drawn);
        }
        return anyReplica(choices.draw(entrants(view), drawn, now));
    }

    private RouteDecision anyReplica(NodeView drawn) {
        return onReplica(drawn, RouteReason.EVENTUAL_READ, null, LogPosition.ORIGIN);
    }

    /**
     * A replica that is fresh enough, else the primary.
     *
     * @param limit how old what it holds may be; null for no limit
     * @param wanted what it has to have replayed; the origin for nothing
     */
    private RouteDecision fresh(
            ClusterView view, RouteRequest request, @Nullable Duration limit, LogPosition wanted, long now) {
        if (view.primariesTie()) {
            // Two logs carry this timeline's number, and a position says nothing of which one it is in.
            return verdicts.refuse(RouteReason.TWO_PRIMARIES);
        }
        int leading = timelineToMatch(view, wanted);
        if (wanted.timeline() < leading) {
            return settledFallback(
                    view,
                    request,
                    RouteReason.TOKEN_OF_OLDER_TIMELINE,
                    view.upheaval().primaryLeads(),
                    now);
        }
        long available = available(view, request, now);
        NodeView replica = draw(view, satisfying(view, available, limit, wanted, now), now);
        if (replica != null) {
            RouteReason reason = limit == null ? RouteReason.REPLICA_CAUGHT_UP : RouteReason.REPLICA_WITHIN_STALENESS;
            return onReplica(replica, reason, limit, wanted);
        }
        if (leading != 0 && wanted.timeline() > leading) {
            return verdicts.ofNewerTimeline(view, request, now);
        }
        if (available == 0) {
            return settledFallback(
                    view,
                    request,
                    RouteReason.REPLICAS_UNAVAILABLE,
                    view.upheaval().replicasGone(),
                    now);
        }
        if (limit != null) {
            return settledFallback(view, request, RouteReason.REPLICAS_TOO_STALE, null, now);
        }
        return request.waited() < catchUpWait && Freshness.isAboutToCatchUp(view, available, wanted, aboutToCatchUp)
                ? verdicts.await(RouteReason.REPLICAS_BEHIND)
                : settledFallback(view, request, RouteReason.REPLICAS_BEHIND, null, now);
    }

    /**
     * The primary, once it shows what a replica has shown. A replica shows a commit as soon as it has replayed it; the primary only after it has waited for
     * whoever it replicates to synchronously, and has taken the transaction off its list. No position tells of that moment, so it is waited for by time: once for all
     * reads where the replicas that might have shown something are gone, or replayed the log of a primary since replaced.
     *
     * @param since when they began to show nothing; null where they may at any time
     */
    private RouteDecision settledFallback(
            ClusterView view, RouteRequest request, RouteReason reason, @Nullable Long since, long now) {
        boolean settled = since != null && now - since >= catchUpWait;
        return request.waited() < request.unsettled()
                        && !settled
                        && view.nodes().size() > 1
                ? verdicts.await(reason)
                : fallback(view, request, reason);
    }

    private @Nullable NodeView draw(ClusterView view, long among, long now) {
        return choices.draw(entrants(view), view.replicas(), among, ledger, now);
    }

    private Entrants entrants(ClusterView view) {
        Entrants known = entrants;
        if (known == null || !known.areOf(view.replicas())) {
            known = new Entrants(view.replicas(), ledger);
            entrants = known;
        }
        return known;
    }

    /** Those that may be asked at all: not what failed this very work, is drained, or is ejected. */
    private long available(ClusterView view, RouteRequest request, long now) {
        long ejected = ejections.ejected(view, ledger, now);
        long available = 0;
        for (int i = 0; i < ReplicaSet.size(view.replicas()); i++) {
            NodeView replica = view.replicas().get(i);
            if (!replica.drained()
                    && !ReplicaSet.has(ejected, i)
                    && !request.excluded().contains(replica.node())) {
                available = ReplicaSet.with(available, i);
            }
        }
        return available;
    }

    private static long satisfying(
            ClusterView view, long among, @Nullable Duration limit, LogPosition wanted, long now) {
        long satisfying = isOrigin(wanted) ? among : Freshness.caughtUp(view, among, wanted);
        return limit == null ? satisfying : Freshness.within(view, satisfying, limit, now);
    }

    /** The primary's timeline, which a position has to lie on to be compared; 0 where there is none, or nothing to compare. */
    private static int timelineToMatch(ClusterView view, LogPosition wanted) {
        NodeView primary = view.primary();
        LogPosition leading = primary == null || isOrigin(wanted) ? null : primary.position();
        return leading == null ? 0 : leading.timeline();
    }

    private static boolean isOrigin(LogPosition position) {
        return position.timeline() == 0;
    }

    private LogPosition position(@Nullable CommitToken token) {
        if (token == null) {
            return LogPosition.ORIGIN;
        }
        if (!token.cluster().equals(cluster)) {
            throw InvalidTokenException.foreign(token.cluster(), cluster);
        }
        return token.position();
    }

    /** A read that no replica can answer: by the primary's small pool, or by its main one where there never was a replica to ask. */
    private RouteDecision fallback(ClusterView view, RouteRequest request, RouteReason reason) {
        if (view.nodes().size() == 1) {
            return onPrimary(view, request, PoolPurpose.PRIMARY, RouteReason.NO_REPLICAS);
        }
        if (!view.settled()) {
            // A moment after the start: a replica may answer yet.
            return verdicts.await(view.primary() == null ? RouteReason.NO_PRIMARY : reason);
        }
        return onPrimary(view, request, PoolPurpose.FALLBACK, reason);
    }

    private RouteDecision onPrimary(ClusterView view, RouteRequest request, PoolPurpose purpose, RouteReason reason) {
        if (view.primariesTie()) {
            return verdicts.refuse(RouteReason.TWO_PRIMARIES);
        }
        NodeView primary = view.primary();
        if (primary == null) {
            return verdicts.await(RouteReason.NO_PRIMARY);
        }
        return request.excluded().contains(primary.node())
                ? verdicts.await(RouteReason.PRIMARY_UNAVAILABLE)
                : ledger.node(primary.node()).use(purpose, reason, null, null);
    }

    /** What the choice relied on is what the server has to confirm: the position asked for, or the one that the bound was found kept by, in the run it was seen in. */
    private RouteDecision onReplica(
            NodeView replica, RouteReason reason, @Nullable Duration limit, LogPosition wanted) {
        LogPosition required = isOrigin(wanted) ? null : wanted;
        LogPosition reached = replica.position();
        if (limit != null && reached != null && (required == null || reached.compareTo(required) > 0)) {
            required = reached;
        }
        Sample sample = replica.sample();
        return ledger.node(replica.node())
                .use(PoolPurpose.REPLICA, reason, required, sample == null ? null : sample.startedAt());
    }
}
