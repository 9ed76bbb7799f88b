package dal.routing.choice;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.MonitorConfig;
import dal.config.RoutingConfig;
import dal.routing.topology.ClusterView;
import dal.routing.topology.ClusterViews;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest;
import dal.spi.Router;
import dal.status.NodeAvailability;
import dal.status.RouteCount;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends writes and strong reads to the observed primary, and other reads to a replica that is fresh enough. Thread-safe.
 *
 * <p>A decision is a pure function of one view of the cluster, of what this process has sent where and how that went, of the clock and of a few random numbers. It
 * takes no lock, does no I/O and allocates nothing, but for the one object that carries a position to be required. It goes in steps, each a class of its own:
 *
 * <ol>
 *   <li><b>Who may be asked at all</b>: not what failed this very work, is drained, or is ejected ({@link Ejections}). A replica that fails several
 *       times in a row is left alone for a time that doubles ({@link NodeBreaker}), as in Envoy's outlier detection, whose {@code max_ejection_percent} also bounds how
 *       many may be ejected at one moment.
 *   <li><b>Who is fresh enough</b> ({@link Freshness}). A token is compared with positions of its own timeline alone. If it is of an older one than the primary's,
 *       the primary answers, because the log forked in between; if of a newer one, the primary believed in may be the old one: look again, then refuse. A read that
 *       says nothing of freshness keeps off replicas far behind, except for a floor ({@link LagLimits}), as Vitess' {@code min_number_serving_vttablets}.
 *   <li><b>Which of these</b>: the power of two choices, weighted, with a slow start for who returns and the own zone first ({@link TwoChoices}).
 *   <li><b>Else</b>: a read with a token waits a little where a replica is about to catch up, and then the primary's small pool for reads answers, if there is
 *       a primary. A read with a bound does not wait: what it asks for moves on with the clock.
 * </ol>
 *
 * <p><b>What was observed may be undone</b>: a replica that crashes may come back with less than it had replayed. So a choice that relied on a position says so
 * ({@link RouteDecision.Use#required()}), and the server that answers checks it in the read's own text. That makes a token's promise hold whatever a view says; views only decide
 * how often the check fails and costs another trip. A position is therefore believed even of a node on which work has failed since its last sample: such a failure is
 * mostly one connection's or one statement's, and sending all reads with tokens to the primary until the next sample would cost more than the check. Nodes
 * that fail again and again are what ejection is for.
 *
 * <p>Two questions to a second replica are decided by the same steps, and by a budget ({@link Hedging}; Dean and Barroso, "The Tail at Scale").
 */
public final class ConsistencyRouter implements Router {

    private final ClusterViews views;
    private final RoutingConfig config;
    private final MonitorConfig monitor;
    private final DoubleSupplier random;
    private final LongSupplier clock;
    private final Map<ClusterName, ClusterRouter> clusters = new ConcurrentHashMap<>();

    /**
     * Decides over those views.
     *
     * @param monitor how often they change
     */
    public ConsistencyRouter(ClusterViews views, RoutingConfig config, MonitorConfig monitor) {
        this(views, config, monitor, () -> ThreadLocalRandom.current().nextDouble(), System::nanoTime);
    }

    /**
     * For who draws and tells the time: tests and simulations.
     *
     * @param random a number from 0 up to, without, 1
     * @param clock nanoseconds, the clock of the samples
     */
    public ConsistencyRouter(
            ClusterViews views,
            RoutingConfig config,
            MonitorConfig monitor,
            DoubleSupplier random,
            LongSupplier clock) {
        this.views = views;
        this.config = config;
        this.monitor = monitor;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public RouteDecision route(RouteRequest request) {
        ClusterView view = views.view(request.cluster());
        ClusterRouter cluster = cluster(request.cluster());
        cluster.ledger().follow(view);
        return switch (request.intent()) {
            case WRITE -> cluster.write(view, request);
            case READ -> cluster.read(view, request, clock.getAsLong());
            case HEDGE -> cluster.hedge(view, request, clock.getAsLong());
        };
    }

    @Override
    public long hedgeDelay(ClusterName cluster) {
        return config.hedging().on() ? cluster(cluster).ledger().hedging().delay(clock.getAsLong()) : NO_HEDGING;
    }

    @Override
    public void awaited(ClusterName cluster, long duration, boolean answered) {
        cluster(cluster).ledger().hedging().awaited(duration, answered, clock.getAsLong());
    }

    /**
     * Reports how work ended; of no effect for a node that was never chosen, or has left and was forgotten.
     *
     * @param duration how long the node took, in nanoseconds; of work not used, how long it had taken when it was given up, which tells that it takes longer
     */
    @Override
    public void completed(ClusterName cluster, NodeName node, NodeOutcome outcome, long duration) {
        ClusterView view = views.view(cluster);
        ClusterRouter router = cluster(cluster);
        NodeLedger ledger = router.ledger().known(node);
        if (ledger == null) {
            return;
        }
        NodeView replica = replica(view, node);
        long now = clock.getAsLong();
        long back = replica == null ? Readmission.NEVER : Readmission.at(replica, ledger.breaker());
        switch (outcome) {
            case ANSWERED -> {
                ledger.load().answered(duration, now, back);
                ledger.breaker().answered();
            }
            case FAILED -> {
                ledger.load().failed(duration, now, back);
                if (replica != null && ledger.breaker().failed(now - duration, back)) {
                    router.ejections().eject(view, ledger, router.ledger(), now);
                }
            }
            case NOT_USED -> {
                ledger.load().notUsed(duration, now, back);
            }
        }
    }

    /** Whether a node is asked, and why not. By that view, and by what this process did there. */
    public NodeAvailability availability(ClusterView view, NodeView node) {
        if (node.drained()) {
            return NodeAvailability.DRAINED;
        }
        long now = clock.getAsLong();
        return switch (node.role()) {
            case UNKNOWN -> node.unavailability();
            case FENCED -> NodeAvailability.FENCED;
            case PRIMARY -> view.fenced().contains(node) ? NodeAvailability.FENCED : NodeAvailability.SERVING;
            case REPLICA -> ofReplica(view, node, now);
        };
    }

    private NodeAvailability ofReplica(ClusterView view, NodeView replica, long now) {
        ClusterRouter router = cluster(view.cluster());
        int index = view.replicas().indexOf(replica);
        if (ReplicaSet.has(router.ejections().ejected(view, router.ledger(), now), index)) {
            return NodeAvailability.EJECTED;
        }
        if (router.lag().lags(view, replica, router.lag().reference(view, now))) {
            return NodeAvailability.LAGGING;
        }
        return router.choices().part(replica, router.ledger(), now) < 1
                ? NodeAvailability.WARMING_UP
                : NodeAvailability.SERVING;
    }

    /** How much work of this process a node has now. */
    public int inFlight(ClusterName cluster, NodeName node) {
        NodeLedger ledger = cluster(cluster).ledger().known(node);
        return ledger == null ? 0 : ledger.load().inFlight();
    }

    /** How often a node was left alone since work on it failed. */
    public long ejections(ClusterName cluster, NodeName node) {
        NodeLedger ledger = cluster(cluster).ledger().known(node);
        return ledger == null ? 0 : ledger.breaker().ejections();
    }

    /** How often each node was chosen, and how often there was none, for each reason; since the start, and without nodes that have left. */
    public List<RouteCount> counts() {
        clusters.forEach((name, router) -> router.ledger().follow(views.view(name)));
        return clusters.entrySet().stream()
                .flatMap(entry -> entry.getValue().ledger().counts(entry.getKey()).stream())
                .toList();
    }

    private static @Nullable NodeView replica(ClusterView view, NodeName node) {
        NodeView known = view.node(node);
        return known == null || known.role() != Role.REPLICA ? null : known;
    }

    private ClusterRouter cluster(ClusterName name) {
        ClusterRouter known = clusters.get(name);
        return known != null
                ? known
                : clusters.computeIfAbsent(name, added -> new ClusterRouter(added, config, monitor, random));
    }
}
