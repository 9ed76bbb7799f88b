package dal.benchmarks.simulation;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.config.EjectionConfig;
import dal.config.HedgingConfig;
import dal.config.RoutingConfig;
import dal.consistency.Consistency;
import dal.routing.topology.ClusterView;
import dal.routing.topology.ClusterViews;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision;
import dal.spi.RouteDecision.Refuse;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteDecision.Wait;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** The real router with one thing wrong. */
final class BrokenRouters {

    private BrokenRouters() {}

    /** What becomes of a request. */
    interface Route {
        RouteDecision route(Router real, ClusterViews views, RouteRequest request);
    }

    static Subject.Maker that(Route route) {
        return (views, config, monitor, random, clock) -> {
            Subject real = Subject.real(views, config, monitor, random, clock);
            return new Subject(new Wrapped(real.router(), views, route), real.judgement());
        };
    }

    static Subject.Maker configured(UnaryOperator<RoutingConfig> change) {
        return (views, config, monitor, random, clock) ->
                Subject.real(views, change.apply(config), monitor, random, clock);
    }

    private record Wrapped(Router real, ClusterViews views, Route route) implements Router {
        @Override
        public RouteDecision route(RouteRequest request) {
            return route.route(real, views, request);
        }

        @Override
        public long hedgeDelay(ClusterName cluster) {
            return real.hedgeDelay(cluster);
        }

        @Override
        public void awaited(ClusterName cluster, long duration, boolean answered) {
            real.awaited(cluster, duration, answered);
        }

        @Override
        public void completed(ClusterName cluster, NodeName node, NodeOutcome outcome, long duration) {
            real.completed(cluster, node, outcome, duration);
        }
    }

    // --- freshness ---

    static Subject.Maker ignoringPositions() {
        return that((real, views, request) -> {
            boolean asks = request.intent() == Intent.READ && !(request.consistency() instanceof Consistency.Strong);
            return unchecked(real.route(asks ? asking(request, Consistency.eventual(), request.waited()) : request));
        });
    }

    /** Relies on what was observed, and has no server check it. */
    static Subject.Maker trustingObservations() {
        return that((real, views, request) -> unchecked(real.route(request)));
    }

    private static RouteDecision unchecked(RouteDecision decision) {
        return decision instanceof Use use ? new Use(use.node(), use.role(), use.purpose(), use.reason()) : decision;
    }

    // --- the primary ---

    static Subject.Maker writingToWhoeverClaimsToBeThePrimary() {
        return that((real, views, request) -> {
            List<NodeView> claims = views.view(request.cluster()).nodes().stream()
                    .filter(node -> node.role() == Role.PRIMARY)
                    .toList();
            return request.intent() != Intent.WRITE || claims.isEmpty()
                    ? real.route(request)
                    : new Use(claims.get(0).node(), Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);
        });
    }

    static Subject.Maker readingFromThePrimaryThatWas() {
        NodeName[] last = new NodeName[1];
        return that((real, views, request) -> {
            ClusterView view = views.view(request.cluster());
            NodeView primary = view.primary();
            last[0] = primary == null ? last[0] : primary.node();
            boolean strong = request.consistency() instanceof Consistency.Strong && request.intent() == Intent.READ;
            return strong && last[0] != null && view.node(last[0]) != null
                    ? new Use(last[0], Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.STRONG_READ)
                    : real.route(request);
        });
    }

    // --- shares ---

    static Subject.Maker herdingToTheFirst() {
        return (views, config, monitor, random, clock) -> Subject.real(views, config, monitor, () -> 0, clock);
    }

    static Subject.Maker neverDrawingTheLast() {
        return (views, config, monitor, random, clock) ->
                Subject.real(views, config, monitor, () -> random.getAsDouble() / 2, clock);
    }

    static Subject.Maker startingAtFullSpeed() {
        return configured(config -> with(config, config.ejection(), Duration.ZERO, config.hedging()));
    }

    // --- ejection ---

    static Subject.Maker takingBackAtOnce() {
        return ejecting(real ->
                new EjectionConfig(real.failures(), Duration.ofMillis(1), Duration.ofMillis(1), real.maxShare()));
    }

    static Subject.Maker ejectingEarly() {
        return ejecting(real -> new EjectionConfig(1, real.first(), real.longest(), real.maxShare()));
    }

    static Subject.Maker ejectingNobody() {
        return ejecting(real -> new EjectionConfig(real.failures(), real.first(), real.longest(), 0));
    }

    static Subject.Maker ejectingEverybody() {
        return ejecting(real -> new EjectionConfig(real.failures(), real.first(), real.longest(), 1));
    }

    private static Subject.Maker ejecting(UnaryOperator<EjectionConfig> change) {
        return configured(
                config -> with(config, change.apply(config.ejection()), config.slowStart(), config.hedging()));
    }

    static Subject.Maker askingDrainedReplicas() {
        return that((real, views, request) -> {
            List<NodeView> drained = views.view(request.cluster()).replicas().stream()
                    .filter(NodeView::drained)
                    .toList();
            return drained.isEmpty() || !(request.consistency() instanceof Consistency.Eventual)
                    ? real.route(request)
                    : new Use(drained.get(0).node(), Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ);
        });
    }

    static Subject.Maker askingWhatHasFailedAgain() {
        return that((real, views, request) -> real.route(new RouteRequest(
                request.cluster(),
                request.tenantClass(),
                request.intent(),
                request.consistency(),
                java.util.Set.of(),
                request.waited())));
    }

    // --- waits and hedges ---

    static Subject.Maker lookingForANewerTimelineForEver() {
        return that((real, views, request) -> real.route(asking(request, request.consistency(), 0)));
    }

    static Subject.Maker givingUpAtOnce() {
        return that((real, views, request) ->
                real.route(request) instanceof Wait wait ? new Refuse(wait.reason()) : real.route(request));
    }

    static Subject.Maker hedgingWithoutABudget() {
        return configured(config -> with(
                config,
                config.ejection(),
                config.slowStart(),
                config.hedging().on() ? new HedgingConfig(1, 0.5, Duration.ZERO) : HedgingConfig.OFF));
    }

    private static RouteRequest asking(RouteRequest request, Consistency consistency, long waited) {
        return new RouteRequest(
                request.cluster(), request.tenantClass(), request.intent(), consistency, request.excluded(), waited);
    }

    private static RoutingConfig with(
            RoutingConfig config, EjectionConfig ejection, Duration slowStart, HedgingConfig hedging) {
        return new RoutingConfig(
                config.zone(),
                config.lag(),
                ejection,
                slowStart,
                config.catchUpWait(),
                config.primaryWait(),
                config.maxWaiting(),
                hedging);
    }
}
