package dal.routing.choice;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.RoutingConfig;
import dal.routing.topology.ClusterView;
import dal.spi.RouteReason;
import dal.status.RouteCount;
import dal.status.RouteCount.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What this process has decided for one cluster and how that went. A node's page is begun when the node is first looked at, and torn out when it has left. Thread-safe. */
final class ClusterLedger {

    private final RoutingConfig config;
    private final DoubleSupplier random;
    private final Map<NodeName, NodeLedger> nodes = new ConcurrentHashMap<>();
    private final Map<RouteReason, LongAdder> waits = new EnumMap<>(RouteReason.class);
    private final Map<RouteReason, LongAdder> refusals = new EnumMap<>(RouteReason.class);
    private final Hedging hedging;
    private final AtomicLong ejections = new AtomicLong();
    private volatile @Nullable ClusterView followed;

    ClusterLedger(RoutingConfig config, DoubleSupplier random) {
        this.config = config;
        this.random = random;
        this.hedging = new Hedging(config.hedging());
        for (RouteReason reason : RouteReason.values()) {
            waits.put(reason, new LongAdder());
            refusals.put(reason, new LongAdder());
        }
    }

    NodeLedger node(NodeName name) {
        NodeLedger known = nodes.get(name);
        return known != null
                ? known
                : nodes.computeIfAbsent(
                        name, added -> new NodeLedger(added, new NodeBreaker(config.ejection(), random)));
    }

    /**
     * Forgets the nodes that are not of that view, and have no work left whose end is still to be written down. Looks at each view once, and at none older than
     * the last: its decisions were made before.
     */
    void follow(ClusterView view) {
        ClusterView last = followed;
        if (view != last && (last == null || view.version() >= last.version())) {
            followed = view;
            nodes.values().removeIf(page -> page.load().inFlight() <= 0 && hasLeft(page.node()));
        }
    }

    /** By what was followed last: another thread may have seen it come back meanwhile. */
    private boolean hasLeft(NodeName node) {
        ClusterView latest = followed;
        return latest != null && latest.node(node) == null;
    }

    /** The page of that node; null if there is nothing to write down of it. */
    @Nullable
    NodeLedger known(NodeName name) {
        return nodes.get(name);
    }

    /** How often one of them was ejected, so far. */
    long ejections() {
        return ejections.get();
    }

    /** One of them has been. */
    void ejected() {
        ejections.incrementAndGet();
    }

    Hedging hedging() {
        return hedging;
    }

    void waited(RouteReason reason) {
        Objects.requireNonNull(waits.get(reason)).increment();
    }

    void refused(RouteReason reason) {
        Objects.requireNonNull(refusals.get(reason)).increment();
    }

    /** What was counted so far, what never happened and nodes that have left left out. */
    Collection<RouteCount> counts(ClusterName cluster) {
        List<RouteCount> counts = new ArrayList<>();
        nodes.forEach((node, ledger) -> add(counts, cluster, node, Decision.USE, ledger.counts()));
        add(counts, cluster, null, Decision.WAIT, waits);
        add(counts, cluster, null, Decision.REFUSE, refusals);
        return counts;
    }

    private static void add(
            List<RouteCount> counts,
            ClusterName cluster,
            @Nullable NodeName node,
            Decision decision,
            Map<RouteReason, LongAdder> byReason) {
        byReason.forEach((reason, count) -> {
            long sum = count.sum();
            if (sum > 0) {
                counts.add(new RouteCount(cluster, node, decision, reason.label(), sum));
            }
        });
    }
}
