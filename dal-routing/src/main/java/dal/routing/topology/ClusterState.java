package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.NodeConfig;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.spi.TopologySnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one cluster. Whoever observes it reports here, one at a time, and each report makes a new {@link ClusterView}; readers take the latest and
 * wait for nobody. Does no I/O and reads no clock but the given one, so that a simulation can drive it. Thread-safe.
 *
 * <p>What its nodes are to each other is for {@link Lineage} to say.
 */
public final class ClusterState {

    private final ClusterName cluster;
    private final LongSupplier clock;
    private final PublishedView published;
    private final ReentrantLock writing = new ReentrantLock();
    private final Members members = new Members();
    private final Lineage lineage = new Lineage();

    /**
     * Of those nodes nothing is known yet.
     *
     * @param clock nanoseconds, the clock of the samples
     * @param onRoleChange hears each view whose nodes or roles differ from the one before, in order, one at a time, on the thread of one that reported
     * @throws IllegalArgumentException if two nodes have one name
     */
    public ClusterState(
            ClusterName cluster, List<NodeConfig> nodes, LongSupplier clock, Consumer<ClusterView> onRoleChange) {
        this.cluster = cluster;
        this.clock = clock;
        this.members.add(Members.byName(nodes));
        this.published = new PublishedView(
                view(
                        nodes.stream()
                                .map(node -> NodeView.unobserved(node, false))
                                .toList(),
                        false,
                        0,
                        new ClusterView(cluster, List.of())),
                clock,
                onRoleChange);
    }

    /** The latest view; without a lock. */
    public ClusterView view() {
        return published.view();
    }

    /** A node has answered. Ignored if it is not, or no longer, of this cluster. */
    public void observed(NodeName node, Sample sample) {
        change(() -> answered(node, sample));
    }

    /** A node does not answer. Its position is forgotten with its role: after a crash it may come back with less than it had. */
    public void lost(NodeName node) {
        change(() -> missed(node));
    }

    /** The same, unless the name stands for another server by now. */
    void observed(NodeConfig node, Sample sample) {
        change(() -> members.has(node) ? answered(node.name(), sample) : null);
    }

    void lost(NodeConfig node) {
        change(() -> members.has(node) ? missed(node.name()) : null);
    }

    /** Takes nodes that are still being asked for the first time as not there. */
    public void settle() {
        change(() -> view().settled()
                ? null
                : view(lineage.weighed(view().nodes(), true), true, view().version() + 1, view()));
    }

    /**
     * The cluster's nodes are these from now on. One that has another connection under the same name is another one: the listener hears of its going first.
     *
     * @throws IllegalArgumentException if two have one name
     */
    public void nodes(List<NodeConfig> nodes) {
        Map<NodeName, NodeConfig> wanted = Members.byName(nodes);
        change(() -> withoutOthers(wanted));
        change(() -> withAll(wanted));
    }

    /**
     * Marks a node as taken out by hand, until it is undrained or is no longer of this cluster.
     *
     * @return whether it was not marked before
     * @throws IllegalArgumentException if there is no such node
     */
    public boolean drain(NodeName node) {
        return change(node, known -> {
            if (known.drained()) {
                return null;
            }
            members.leaves(node);
            return known.drained(true, known.returnedAt());
        });
    }

    /**
     * Takes the mark away.
     *
     * @return whether it was there
     * @throws IllegalArgumentException if there is no such node
     */
    public boolean undrain(NodeName node) {
        return change(node, known -> {
            if (!known.drained()) {
                return null;
            }
            boolean returns = known.role() != Role.UNKNOWN && members.returns(node);
            return known.drained(false, returns ? Long.valueOf(clock.getAsLong()) : known.returnedAt());
        });
    }

    /** Waits for a view that will do; null if none comes within the limit. */
    @Nullable
    ClusterView await(Predicate<ClusterView> wanted, Duration limit) throws InterruptedException {
        return published.await(wanted, limit);
    }

    /** Waits for a view on which work may be decided otherwise; null if none comes within the limit. */
    @Nullable
    ClusterView awaitChange(TopologySnapshot seen, @Nullable LogPosition position, Duration limit)
            throws InterruptedException {
        return published.awaitChange(seen, position, limit);
    }

    /** How many wait for that. */
    int waiting() {
        return published.waiting();
    }

    /** How often a node did not answer so far. */
    int losses(NodeName node) {
        return read(() -> members.losses(node));
    }

    /** How a node is reached; null if it is not of this cluster. */
    @Nullable
    NodeConfig config(NodeName node) {
        return read(() -> members.config(node));
    }

    private <T extends @Nullable Object> T read(Supplier<T> reading) {
        writing.lock();
        try {
            return reading.get();
        } finally {
            writing.unlock();
        }
    }

    private boolean change(NodeName node, Function<NodeView, @Nullable NodeView> change) {
        return change(() -> {
            NodeView known = view().node(node);
            if (known == null) {
                throw new IllegalArgumentException("Cluster '" + cluster + "' has no node '" + node + "', only "
                        + view().nodes().stream().map(NodeView::node).toList());
            }
            NodeView changed = change.apply(known);
            return changed == null ? null : next(view().with(changed));
        });
    }

    /** Publishes what the change makes of the cluster, if anything. */
    private boolean change(Supplier<@Nullable ClusterView> change) {
        ClusterView next;
        writing.lock();
        try {
            next = change.get();
            if (next != null) {
                published.publish(next);
            }
        } finally {
            writing.unlock();
        }
        published.tell();
        return next != null;
    }

    private @Nullable ClusterView answered(NodeName node, Sample sample) {
        NodeView known = view().node(node);
        if (known == null) {
            return null;
        }
        LogPosition replayed = sample.primary() ? null : sample.position();
        boolean returns = !known.drained() && members.returns(node);
        lineage.heard(node, sample, view());
        List<NodeView> nodes = lineage.weighed(
                view().with(known.answering(
                        sample,
                        replayed == null ? null : lineage.freshAsOf(replayed),
                        returns ? Long.valueOf(clock.getAsLong()) : known.returnedAt())),
                view().settled());
        return next(lineage.compared(nodes, node, sample));
    }

    private @Nullable ClusterView missed(NodeName node) {
        NodeView known = view().node(node);
        if (known == null) {
            return null;
        }
        members.leaves(node);
        members.countLoss(node);
        lineage.missed(node);
        return next(lineage.weighed(view().with(known.lost()), view().settled()));
    }

    private @Nullable ClusterView withoutOthers(Map<NodeName, NodeConfig> wanted) {
        List<NodeView> kept = view().nodes().stream()
                .filter(known -> {
                    NodeConfig config = wanted.get(known.node());
                    return config != null && members.has(config);
                })
                .toList();
        if (kept.size() == view().nodes().size()) {
            return null;
        }
        Set<NodeName> names = kept.stream().map(NodeView::node).collect(Collectors.toSet());
        members.forgetOthersThan(names);
        lineage.forgetOthersThan(names);
        return next(kept);
    }

    private @Nullable ClusterView withAll(Map<NodeName, NodeConfig> wanted) {
        boolean late = view().settled();
        List<NodeView> nodes = new ArrayList<>();
        for (NodeConfig config : wanted.values()) {
            NodeView known = view().node(config.name());
            nodes.add(known == null ? NodeView.unobserved(config, late) : known.configured(config));
            if (known == null && late) {
                members.leaves(config.name());
            }
        }
        members.add(wanted);
        return nodes.equals(view().nodes()) ? null : next(lineage.weighed(nodes, view().settled()));
    }

    private ClusterView next(List<NodeView> nodes) {
        return view(nodes, view().settled(), view().version() + 1, view());
    }

    private ClusterView view(List<NodeView> nodes, boolean settled, long version, ClusterView before) {
        boolean attempted = !nodes.isEmpty() && nodes.stream().allMatch(NodeView::attempted);
        Primacy primacy = lineage.primacy(nodes);
        return new ClusterView(
                cluster,
                nodes,
                primacy,
                lineage.timeline(),
                settled || attempted,
                version,
                Upheaval.after(before, nodes, primacy, clock.getAsLong()));
    }
}
