package dal.routing.choice;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.error.InvalidTokenException;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterView;
import dal.routing.topology.ClusterViews;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision;
import dal.spi.RouteDecision.Refuse;
import dal.spi.RouteDecision.Wait;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.Router;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends writes and strong reads to the observed primary, and other reads to a replica that is fresh enough. Thread-safe; a decision reads one view of the cluster
 * and allocates nothing once each decision was made before.
 *
 * <p>A token is compared with positions of its own timeline alone. If it is of an older one than the primary's, the primary answers, because the log forked in
 * between; if of a newer one, and no replica is there yet, the primary believed in may be the old one: wait.
 *
 * <p>Among the replicas that will do, two are drawn at random and the one with the lower product of latency and work in flight is taken: nearly as good as the best of
 * all, and callers with the same view do not all run to one node (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing").
 *
 * <p>A position counts only if it was sampled after the last failure here: a replica that crashed may be back with less than it had replayed. What this does
 * not see is a crash between two samples that none of this process's work ran into; {@code docs/adr/0003} says what closes that gap.
 */
public final class ConsistencyRouter implements Router {

    private final ClusterViews views;
    private final IntUnaryOperator random;
    private final LongSupplier clock;
    private final Map<ClusterName, Map<NodeName, NodeLoad>> loads = new ConcurrentHashMap<>();
    private final Map<RouteReason, Wait> waits = new EnumMap<>(RouteReason.class);
    private final Map<RouteReason, Refuse> refusals = new EnumMap<>(RouteReason.class);

    /**
     * Decides over those views.
     *
     * @param askAgain what a {@link Wait} says: about the interval of the observations
     */
    public ConsistencyRouter(ClusterViews views, Duration askAgain) {
        this(views, askAgain, bound -> ThreadLocalRandom.current().nextInt(bound), System::nanoTime);
    }

    /**
     * For tests that draw and tell the time themselves.
     *
     * @param random a number from 0 up to, without, the given bound
     * @param clock nanoseconds, the clock of the samples
     */
    ConsistencyRouter(ClusterViews views, Duration askAgain, IntUnaryOperator random, LongSupplier clock) {
        this.views = views;
        this.random = random;
        this.clock = clock;
        for (RouteReason reason : RouteReason.values()) {
            waits.put(reason, new Wait(reason, askAgain));
            refusals.put(reason, new Refuse(reason));
        }
    }

    @Override
    public RouteDecision route(RouteRequest request) {
        ClusterView view = views.view(request.cluster());
        return switch (request.intent()) {
            case WRITE -> onPrimary(view, request, PoolPurpose.PRIMARY, RouteReason.WRITE);
            case HEDGE -> refuse(RouteReason.NO_HEDGE);
            case READ ->
                switch (request.consistency()) {
                    case Consistency.Strong strong ->
                        onPrimary(view, request, PoolPurpose.PRIMARY, RouteReason.STRONG_READ);
                    case Consistency.Eventual eventual -> anyReplica(view, request);
                    case Consistency.BoundedStaleness bounded ->
                        onPrimary(view, request, PoolPurpose.FALLBACK, RouteReason.REPLICAS_TOO_STALE);
                    case Consistency.AtLeast(CommitToken token) -> atLeast(view, request, token);
                };
        };
    }

    @Override
    public void completed(ClusterName cluster, NodeName node, NodeOutcome outcome, long duration) {
        NodeLoad load = load(cluster, node);
        switch (outcome) {
            case ANSWERED -> load.answered(duration, clock.getAsLong());
            case FAILED -> load.failed(duration, clock.getAsLong());
            case NOT_USED -> load.notUsed();
        }
    }

    private RouteDecision anyReplica(ClusterView view, RouteRequest request) {
        NodeView replica = choose(view, request, LogPosition.ORIGIN);
        return replica == null
                ? fallback(view, request, RouteReason.REPLICAS_UNAVAILABLE)
                : onReplica(view, replica, RouteReason.EVENTUAL_READ);
    }

    private RouteDecision atLeast(ClusterView view, RouteRequest request, CommitToken token) {
        if (!token.cluster().equals(request.cluster())) {
            throw InvalidTokenException.foreign(token.cluster(), request.cluster());
        }
        LogPosition wanted = token.position();
        if (wanted.timeline() == 0) {
            return anyReplica(view, request);
        }
        if (view.primariesTie()) {
            // Two logs carry this timeline's number, and a position says nothing of which one it is in.
            return refuse(RouteReason.TWO_PRIMARIES);
        }
        NodeView primary = view.primary();
        Sample leading = primary == null ? null : primary.sample();
        if (leading != null && wanted.timeline() < leading.timeline()) {
            return fallback(view, request, RouteReason.TOKEN_OF_OLDER_TIMELINE);
        }
        NodeView replica = choose(view, request, wanted);
        if (replica != null) {
            return onReplica(view, replica, RouteReason.REPLICA_CAUGHT_UP);
        }
        if (leading != null && wanted.timeline() > leading.timeline()) {
            return await(RouteReason.TOKEN_OF_NEWER_TIMELINE);
        }
        boolean anyAnswers = choose(view, request, LogPosition.ORIGIN) != null;
        return fallback(view, request, anyAnswers ? RouteReason.REPLICAS_BEHIND : RouteReason.REPLICAS_UNAVAILABLE);
    }

    /** A read that no replica can answer: by the primary's small pool, or by its main one where there never was a replica to ask. */
    private RouteDecision fallback(ClusterView view, RouteRequest request, RouteReason reason) {
        if (view.nodes().size() == 1) {
            return onPrimary(view, request, PoolPurpose.PRIMARY, RouteReason.NO_REPLICAS);
        }
        if (!view.settled()) {
            // A moment after the start: a replica may answer yet.
            return await(view.primary() == null ? RouteReason.NO_PRIMARY : reason);
        }
        return onPrimary(view, request, PoolPurpose.FALLBACK, reason);
    }

    private RouteDecision onPrimary(ClusterView view, RouteRequest request, PoolPurpose purpose, RouteReason reason) {
        if (view.primariesTie()) {
            return refuse(RouteReason.TWO_PRIMARIES);
        }
        NodeView primary = view.primary();
        if (primary == null || request.excluded().contains(primary.node())) {
            return await(RouteReason.NO_PRIMARY);
        }
        return load(view.cluster(), primary.node()).use(purpose, reason);
    }

    private RouteDecision onReplica(ClusterView view, NodeView replica, RouteReason reason) {
        return load(view.cluster(), replica.node()).use(PoolPurpose.REPLICA, reason);
    }

    /** One of the replicas that have come this far; null if there is none. */
    private @Nullable NodeView choose(ClusterView view, RouteRequest request, LogPosition wanted) {
        List<NodeView> replicas = view.replicas();
        int eligible = 0;
        NodeView only = null;
        for (int i = 0; i < replicas.size(); i++) {
            if (isEligible(view, replicas.get(i), request, wanted)) {
                only = replicas.get(i);
                eligible++;
            }
        }
        if (eligible < 2) {
            return only;
        }
        int first = random.applyAsInt(eligible);
        int second = random.applyAsInt(eligible - 1);
        if (second >= first) {
            second++;
        }
        NodeView one = null;
        NodeView other = null;
        int seen = 0;
        for (int i = 0; i < replicas.size(); i++) {
            if (isEligible(view, replicas.get(i), request, wanted)) {
                one = seen == first ? replicas.get(i) : one;
                other = seen == second ? replicas.get(i) : other;
                seen++;
            }
        }
        // A failure reported between the two passes may have taken one away.
        return one == null || other == null ? only : lighter(view, one, other);
    }

    private boolean isEligible(ClusterView view, NodeView replica, RouteRequest request, LogPosition wanted) {
        if (request.excluded().contains(replica.node())) {
            return false;
        }
        if (wanted.timeline() == 0) {
            return true;
        }
        Sample sample = replica.sample();
        return sample != null
                && replica.hasReached(wanted)
                && !load(view.cluster(), replica.node()).hasFailedSince(sample.sentAt());
    }

    private NodeView lighter(ClusterView view, NodeView one, NodeView other) {
        long now = clock.getAsLong();
        NodeLoad loadOfOne = load(view.cluster(), one.node());
        NodeLoad loadOfOther = load(view.cluster(), other.node());
        double latencyOfOne = loadOfOne.latency(now);
        double latencyOfOther = loadOfOther.latency(now);
        if (latencyOfOne == 0 || latencyOfOther == 0) {
            // Nothing is known of one of them: assume both alike, or the new one would draw all work until its first
            // answer.
            latencyOfOne = 1;
            latencyOfOther = 1;
        }
        return (loadOfOne.inFlight() + 1) * latencyOfOne <= (loadOfOther.inFlight() + 1) * latencyOfOther ? one : other;
    }

    private NodeLoad load(ClusterName cluster, NodeName node) {
        Map<NodeName, NodeLoad> ofCluster = loads.get(cluster);
        if (ofCluster == null) {
            ofCluster = loads.computeIfAbsent(cluster, name -> new ConcurrentHashMap<>());
        }
        NodeLoad load = ofCluster.get(node);
        return load != null ? load : ofCluster.computeIfAbsent(node, NodeLoad::new);
    }

    private RouteDecision await(RouteReason reason) {
        return Objects.requireNonNull(waits.get(reason));
    }

    private RouteDecision refuse(RouteReason reason) {
        return Objects.requireNonNull(refusals.get(reason));
    }
}
