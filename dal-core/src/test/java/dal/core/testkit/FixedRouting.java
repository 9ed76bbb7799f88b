package dal.core.testkit;

import com.google.inject.AbstractModule;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.spi.NodeState;
import dal.spi.Registration;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import dal.spi.StatementClassifier;
import dal.spi.StatementTraits;
import dal.spi.StatementTraits.Access;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Routing that decides next to nothing: writes and strong reads to the node called primary, other reads to the first replica that has not failed them, and to the
 * primary's fallback pool once all have. A test may say otherwise. Counts what was completed.
 */
public final class FixedRouting extends AbstractModule implements Router, Topology, StatementClassifier {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final Duration OBSERVED_EVERY = Duration.ofMillis(10);

    private final ClusterName cluster;
    private final List<NodeName> replicas;
    private final AtomicInteger routed = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final List<NodeOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private final List<Awaited> awaited = new CopyOnWriteArrayList<>();
    private final List<RouteRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Consumer<TopologySnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final List<NodeName> probed = new CopyOnWriteArrayList<>();
    private final Map<NodeName, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<NodeName, Role> roles = new ConcurrentHashMap<>();
    private final Object observed = new Object();
    private final AtomicLong version = new AtomicLong();
    private volatile @Nullable RouteReason refusal;
    private volatile Function<RouteRequest, @Nullable RouteDecision> script = request -> null;
    private volatile boolean guarding;
    private volatile long hedgeDelay = NO_HEDGING;

    public FixedRouting(ClusterName cluster, List<NodeName> replicas) {
        this.cluster = cluster;
        this.replicas = List.copyOf(replicas);
    }

    @Override
    protected void configure() {
        bind(Router.class).toInstance(this);
        bind(Topology.class).toInstance(this);
        bind(StatementClassifier.class).toInstance(this);
    }

    @Override
    public RouteDecision route(RouteRequest request) {
        requests.add(request);
        RouteReason refused = refusal;
        if (refused != null) {
            return new RouteDecision.Refuse(refused);
        }
        RouteDecision scripted = script.apply(request);
        RouteDecision decision = scripted == null ? usual(request) : scripted;
        if (decision instanceof RouteDecision.Use use) {
            routed.incrementAndGet();
            open.computeIfAbsent(use.node(), node -> new AtomicInteger()).incrementAndGet();
        }
        return decision;
    }

    private RouteDecision usual(RouteRequest request) {
        boolean anyReplica = !replicas.isEmpty()
                && request.intent() != Intent.WRITE
                && !request.consistency().equals(Consistency.strong());
        if (!anyReplica) {
            return request.intent() == Intent.HEDGE
                    ? new RouteDecision.Refuse(RouteReason.NO_HEDGE)
                    : new RouteDecision.Use(PRIMARY, Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);
        }
        for (NodeName replica : replicas) {
            if (!request.excluded().contains(replica)) {
                return new RouteDecision.Use(
                        replica,
                        Role.REPLICA,
                        PoolPurpose.REPLICA,
                        request.intent() == Intent.HEDGE ? RouteReason.HEDGE : RouteReason.EVENTUAL_READ,
                        guarding ? required(request.consistency()) : null);
            }
        }
        if (request.intent() == Intent.HEDGE) {
            return new RouteDecision.Refuse(RouteReason.NO_HEDGE);
        }
        return request.excluded().contains(PRIMARY)
                ? new RouteDecision.Wait(RouteReason.REPLICAS_UNAVAILABLE, OBSERVED_EVERY)
                : new RouteDecision.Use(PRIMARY, Role.PRIMARY, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE);
    }

    private static @Nullable LogPosition required(Consistency consistency) {
        return switch (consistency) {
            case Consistency.AtLeast(CommitToken token) -> token.position();
            case Consistency.BoundedStaleness(Duration limit, @Nullable CommitToken seen) ->
                seen == null ? null : seen.position();
            case Consistency.Strong strong -> null;
            case Consistency.Eventual eventual -> null;
        };
    }

    @Override
    public long hedgeDelay(ClusterName of) {
        return hedgeDelay;
    }

    @Override
    public void awaited(ClusterName of, long duration, boolean answered) {
        awaited.add(new Awaited(duration, answered));
    }

    @Override
    public void completed(ClusterName of, NodeName node, NodeOutcome outcome, long duration) {
        completed.incrementAndGet();
        open.computeIfAbsent(node, unknown -> new AtomicInteger()).decrementAndGet();
        outcomes.add(outcome);
        ended.add(new Ended(node, outcome));
    }

    /** A choice that was completed. */
    public record Ended(NodeName node, NodeOutcome outcome) {}

    /** An answer of a replica that a read waited for. */
    public record Awaited(long duration, boolean answered) {}

    /** The answers that reads waited for, in order. */
    public List<Awaited> awaited() {
        return awaited;
    }

    /** The choices that were completed, in order. */
    public List<Ended> ended() {
        return ended;
    }

    /** Nodes with routes that were not completed, or completed more often than given out. */
    public List<NodeName> unbalanced() {
        return open.entrySet().stream()
                .filter(node -> node.getValue().get() != 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** From now on {@code decisions} decides, and where it says null, what would have been decided without it. */
    public void decide(Function<RouteRequest, @Nullable RouteDecision> decisions) {
        script = decisions;
    }

    /** From now on a read on a replica requires what its consistency asks for. */
    public void guard() {
        guarding = true;
    }

    /** From now on a second replica is asked after so long. */
    public void hedgeAfter(Duration delay) {
        hedgeDelay = delay.toNanos();
    }

    /** Which nodes were asked what they are, in order. */
    public List<NodeName> probed() {
        return probed;
    }

    /** Routes given out and not completed. */
    public int open() {
        return routed.get() - completed.get();
    }

    /** What was asked, in order. */
    public List<RouteRequest> requests() {
        return requests;
    }

    /** How the nodes did, in order. */
    public List<NodeOutcome> outcomes() {
        return outcomes;
    }

    /** From now on there is no node, for that reason. */
    public void refuse(RouteReason reason) {
        refusal = reason;
    }

    /** Tells all who follow the topology that it is that now. */
    public void observe(NodeState... nodes) {
        roles.clear();
        for (NodeState node : nodes) {
            roles.put(node.node(), node.role());
        }
        TopologySnapshot snapshot = new TopologySnapshot(cluster, List.of(nodes), version.incrementAndGet());
        listeners.forEach(listener -> listener.accept(snapshot));
        synchronized (observed) {
            observed.notifyAll();
        }
    }

    /** Observes that one node plays that role now, and the others what they did. */
    public void observe(NodeName node, Role role) {
        observe(current(cluster).nodes().stream()
                .map(state -> state.node().equals(node) ? new NodeState(node, role, null) : state)
                .toArray(NodeState[]::new));
    }

    /** The node is out of sight from now on, and those who follow the topology have not been told yet. */
    public void lose(NodeName node) {
        roles.put(node, Role.UNKNOWN);
    }

    @Override
    public TopologySnapshot current(ClusterName of) {
        List<NodeState> nodes = new ArrayList<>();
        nodes.add(state(PRIMARY, Role.PRIMARY));
        replicas.forEach(replica -> nodes.add(state(replica, Role.REPLICA)));
        return new TopologySnapshot(cluster, nodes, version.get());
    }

    private NodeState state(NodeName node, Role usual) {
        return new NodeState(node, roles.getOrDefault(node, usual), new LogPosition(1, 1));
    }

    /** Nodes are observed every few milliseconds while somebody waits. */
    @Override
    public TopologySnapshot awaitNewer(TopologySnapshot seen, Duration limit) throws InterruptedException {
        synchronized (observed) {
            if (version.get() == seen.version()) {
                observed.wait(Math.clamp(limit.toMillis(), 1, OBSERVED_EVERY.toMillis()));
                version.incrementAndGet();
            }
        }
        return current(seen.cluster());
    }

    @Override
    public NodeState probe(ClusterName of, NodeName node, Duration limit) {
        probed.add(node);
        return current(of).node(node).orElseThrow();
    }

    @Override
    public Registration onChange(Consumer<TopologySnapshot> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public StatementTraits classify(String sql, Origin origin) {
        String text = sql.strip().toLowerCase(Locale.ROOT);
        String kind = text.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        boolean control = List.of("BEGIN", "COMMIT", "ROLLBACK").contains(kind);
        boolean writes = List.of("INSERT", "UPDATE", "DELETE").contains(kind);
        boolean read = origin == Origin.MODEL && kind.equals("SELECT") && !text.contains("for update");
        return new StatementTraits(
                kind,
                writes ? Access.WRITE : read ? Access.READ : Access.UNKNOWN,
                control,
                (kind.equals("SET") && !text.startsWith("set local")) || text.contains("set_config("),
                (int) text.chars().filter(c -> c == ';').count() + 1,
                sql.length());
    }
}
