package dal.routing.choice;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.config.EjectionConfig;
import dal.config.HedgingConfig;
import dal.config.LagConfig;
import dal.config.MonitorConfig;
import dal.config.RoutingConfig;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import dal.routing.topology.Upheaval;
import dal.spi.RouteDecision;
import dal.spi.RouteDecision.Refuse;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteDecision.Wait;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** A router over a view that a test makes up, with a clock and random numbers of its own: 0 where none was given. Its clock starts at an hour. */
final class RouterFixture {

    static final ClusterName MAIN = ClusterName.of("main");
    static final NodeName A = NodeName.of("a");
    static final NodeName B = NodeName.of("b");
    static final NodeName C = NodeName.of("c");
    static final NodeName D = NodeName.of("d");
    static final MonitorConfig MONITOR = new MonitorConfig(Duration.ofMillis(250), Duration.ofSeconds(1));

    private final Deque<Double> draws = new ArrayDeque<>();
    private DoubleSupplier random = () -> draws.isEmpty() ? 0 : draws.remove();
    long now = TimeUnit.HOURS.toNanos(1);
    ClusterView view;
    final ConsistencyRouter router;

    RouterFixture(NodeView... nodes) {
        this(RoutingConfig.DEFAULT, nodes);
    }

    RouterFixture(RoutingConfig config, NodeView... nodes) {
        see(nodes);
        router = new ConsistencyRouter(cluster -> view, config, MONITOR, () -> random.getAsDouble(), () -> now);
    }

    void see(NodeView... nodes) {
        view = new ClusterView(MAIN, List.of(nodes));
    }

    void see(Upheaval upheaval, NodeView... nodes) {
        view = new ClusterView(MAIN, List.of(nodes), upheaval);
    }

    /** The next random numbers. */
    void draw(double... next) {
        Arrays.stream(next).forEach(draws::add);
    }

    void drawFrom(DoubleSupplier other) {
        random = other;
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    long ago(Duration time) {
        return now - time.toNanos();
    }

    RouteDecision write(NodeName... excluded) {
        return ask(Intent.WRITE, Consistency.strong(), 0, excluded);
    }

    RouteDecision read(Consistency consistency, NodeName... excluded) {
        return ask(Intent.READ, consistency, 0, excluded);
    }

    RouteDecision readAfter(Duration waited, Consistency consistency) {
        return ask(Intent.READ, consistency, waited.toNanos());
    }

    RouteDecision readUnsettled(Duration unsettled, Duration waited, Consistency consistency) {
        return router.route(new RouteRequest(
                MAIN,
                TenantClassName.of("standard"),
                Intent.READ,
                consistency,
                Set.of(),
                waited.toNanos(),
                unsettled.toNanos()));
    }

    RouteDecision hedge(Consistency consistency, NodeName... excluded) {
        return ask(Intent.HEDGE, consistency, 0, excluded);
    }

    private RouteDecision ask(Intent intent, Consistency consistency, long waited, NodeName... excluded) {
        return router.route(new RouteRequest(
                MAIN,
                TenantClassName.of("standard"),
                intent,
                consistency,
                Set.copyOf(Arrays.asList(excluded)),
                waited));
    }

    /** An eventual read that this very node gets, over in that time. */
    void answer(NodeName node, Duration duration) {
        complete(node, NodeOutcome.ANSWERED, duration);
    }

    void fail(NodeName node, int times) {
        for (int i = 0; i < times; i++) {
            complete(node, NodeOutcome.FAILED, Duration.ofNanos(1));
        }
    }

    /** The node is given an eventual read, or is reported as if it had been. */
    void complete(NodeName node, NodeOutcome outcome, Duration duration) {
        Set<NodeName> others = new HashSet<>();
        view.nodes().forEach(other -> others.add(other.node()));
        others.remove(node);
        RouteDecision decision = read(Consistency.eventual(), others.toArray(NodeName[]::new));
        if (!(decision instanceof Use use) || !use.node().equals(node)) {
            throw new AssertionError("No read for " + node + ": " + decision);
        }
        router.completed(MAIN, node, outcome, duration.toNanos());
    }

    /** Where so many eventual reads go that end at once. */
    List<NodeName> spread(int reads) {
        List<NodeName> nodes = new ArrayList<>();
        for (int i = 0; i < reads; i++) {
            NodeName node = ((Use) read(Consistency.eventual())).node();
            router.completed(MAIN, node, NodeOutcome.NOT_USED, 0);
            nodes.add(node);
        }
        return nodes;
    }

    double share(NodeName node, int reads) {
        return (double) spread(reads).stream().filter(node::equals).count() / reads;
    }

    /** The nodes that eventual reads go to, whatever is drawn. */
    Set<NodeName> reachable() {
        Set<NodeName> nodes = new HashSet<>();
        for (double first = 0; first < 1; first += 0.05) {
            for (double second = 0; second < 1; second += 0.05) {
                draw(first, second);
                if (read(Consistency.eventual()) instanceof Use use) {
                    router.completed(MAIN, use.node(), NodeOutcome.NOT_USED, 0);
                    nodes.add(use.node());
                }
                draws.clear();
            }
        }
        return nodes;
    }

    static Consistency atLeast(int timeline, long lsn) {
        return Consistency.atLeast(token(timeline, lsn));
    }

    static CommitToken token(int timeline, long lsn) {
        return new CommitToken(MAIN, new LogPosition(timeline, lsn));
    }

    static Use onPrimary(NodeName node, PoolPurpose purpose, RouteReason reason) {
        return new Use(node, Role.PRIMARY, purpose, reason);
    }

    static Use onReplica(NodeName node, RouteReason reason) {
        return new Use(node, Role.REPLICA, PoolPurpose.REPLICA, reason);
    }

    static Use onReplica(NodeName node, RouteReason reason, int timeline, long lsn) {
        return new Use(node, Role.REPLICA, PoolPurpose.REPLICA, reason, new LogPosition(timeline, lsn));
    }

    static Wait await(RouteReason reason) {
        return new Wait(reason, MONITOR.interval());
    }

    static Refuse refuse(RouteReason reason) {
        return new Refuse(reason);
    }

    static NodeView primary(NodeName node, int timeline, long lsn) {
        return new NodeView(node, new Sample(true, timeline, new LogPosition(timeline, lsn), 0), true);
    }

    static NodeView replica(NodeName node, int timeline, long lsn) {
        return new NodeView(node, new Sample(false, timeline, new LogPosition(timeline, lsn), 0), true);
    }

    static NodeView lost(NodeName node) {
        return new NodeView(node, null, true);
    }

    static NodeView unasked(NodeName node) {
        return new NodeView(node, null, false);
    }

    static NodeView sampledAt(long moment, NodeView node) {
        Sample old = Objects.requireNonNull(node.sample());
        return new NodeView(
                node.node(),
                new Sample(old.primary(), old.timeline(), old.position(), moment),
                true,
                node.zone(),
                node.weight(),
                node.drained(),
                node.freshAsOf(),
                node.returnedAt());
    }

    static NodeView freshAsOf(@Nullable Long moment, NodeView node) {
        return new NodeView(
                node.node(),
                node.sample(),
                true,
                node.zone(),
                node.weight(),
                node.drained(),
                moment,
                node.returnedAt());
    }

    static NodeView returnedAt(Long moment, NodeView node) {
        return new NodeView(
                node.node(), node.sample(), true, node.zone(), node.weight(), node.drained(), node.freshAsOf(), moment);
    }

    static NodeView drained(NodeView node) {
        return new NodeView(
                node.node(),
                node.sample(),
                true,
                node.zone(),
                node.weight(),
                true,
                node.freshAsOf(),
                node.returnedAt());
    }

    static NodeView weighing(double weight, NodeView node) {
        return new NodeView(
                node.node(), node.sample(), true, node.zone(), weight, false, node.freshAsOf(), node.returnedAt());
    }

    static NodeView in(String zone, NodeView node) {
        return new NodeView(
                node.node(), node.sample(), true, zone, node.weight(), false, node.freshAsOf(), node.returnedAt());
    }

    static RoutingConfig inZone(String zone) {
        return config(zone, LagConfig.DEFAULT, EjectionConfig.DEFAULT, Duration.ofSeconds(5), HedgingConfig.OFF);
    }

    static RoutingConfig with(LagConfig lag) {
        return config("", lag, EjectionConfig.DEFAULT, Duration.ofSeconds(5), HedgingConfig.OFF);
    }

    /** Without a slow start. */
    static RoutingConfig with(EjectionConfig ejection) {
        return config("", LagConfig.DEFAULT, ejection, Duration.ZERO, HedgingConfig.OFF);
    }

    static RoutingConfig config(
            String zone, LagConfig lag, EjectionConfig ejection, Duration slowStart, HedgingConfig hedging) {
        RoutingConfig usual = RoutingConfig.DEFAULT;
        return new RoutingConfig(
                zone, lag, ejection, slowStart, usual.catchUpWait(), usual.primaryWait(), usual.maxWaiting(), hedging);
    }
}
