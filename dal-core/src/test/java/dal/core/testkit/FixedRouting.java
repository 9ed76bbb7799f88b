package dal.core.testkit;

import com.google.inject.AbstractModule;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Routing that decides nothing: writes and causal reads to the node called primary, eventual reads to the first replica. Counts what was completed. */
public final class FixedRouting extends AbstractModule implements Router, Topology, StatementClassifier {

    private static final NodeName PRIMARY = NodeName.of("primary");

    private final ClusterName cluster;
    private final List<NodeName> replicas;
    private final AtomicInteger routed = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final List<NodeOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<RouteRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Consumer<TopologySnapshot>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable RouteReason refusal;

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
        routed.incrementAndGet();
        boolean replica = request.intent() == Intent.READ
                && !request.consistency().equals(Consistency.strong())
                && !replicas.isEmpty();
        return replica
                ? new RouteDecision.Use(
                        replicas.getFirst(), Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ)
                : new RouteDecision.Use(PRIMARY, Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);
    }

    @Override
    public void completed(ClusterName of, NodeName node, NodeOutcome outcome, long duration) {
        completed.incrementAndGet();
        outcomes.add(outcome);
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
        TopologySnapshot snapshot = new TopologySnapshot(cluster, List.of(nodes));
        listeners.forEach(listener -> listener.accept(snapshot));
    }

    @Override
    public TopologySnapshot current(ClusterName of) {
        List<NodeState> nodes = new ArrayList<>();
        nodes.add(new NodeState(PRIMARY, Role.PRIMARY, new LogPosition(1, 1)));
        replicas.forEach(replica -> nodes.add(new NodeState(replica, Role.REPLICA, new LogPosition(1, 1))));
        return new TopologySnapshot(cluster, nodes);
    }

    @Override
    public TopologySnapshot awaitNewer(TopologySnapshot seen, Duration limit) throws InterruptedException {
        Thread.sleep(Math.min(limit.toMillis(), 10));
        return current(seen.cluster());
    }

    @Override
    public NodeState probe(ClusterName of, NodeName node, Duration limit) {
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
