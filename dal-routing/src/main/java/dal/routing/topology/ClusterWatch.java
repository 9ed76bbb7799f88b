package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.consistency.LogPosition;
import dal.routing.position.NodeMonitor;
import dal.routing.position.Pace;
import dal.routing.position.Sample;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One cluster under observation: follows which nodes it has, and has their monitors hurry for whoever waits. Thread-safe. */
final class ClusterWatch {

    private final ClusterName cluster;
    private final NodeDiscovery discovery;
    private final LongSupplier clock;
    private final ClusterLog log;
    private final ClusterState state;
    private final Pace pace = new Pace();
    private final NodeMonitors monitors;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile List<NodeConfig> nodes;

    ClusterWatch(
            ClusterName cluster,
            NodeConnector connector,
            NodeDiscovery discovery,
            MonitorConfig config,
            LongSupplier clock,
            Consumer<ClusterView> onRoleChange) {
        this.cluster = cluster;
        this.discovery = discovery;
        this.clock = clock;
        this.nodes = List.copyOf(discovery.nodes(cluster));
        ClusterLog lines = new ClusterLog(cluster);
        this.log = lines;
        this.state = new ClusterState(cluster, nodes, clock, view -> {
            lines.roles(view);
            onRoleChange.accept(view);
        });
        this.monitors = new NodeMonitors(cluster, connector, config, clock, pace, state, log);
    }

    ClusterState state() {
        return state;
    }

    /**
     * Watches the nodes that the cluster has now. Where another thread is at it, that one looks once more: no lock is held while the discovery, or a listener, is
     * called.
     */
    void follow() {
        if (changes.getAndIncrement() > 0) {
            return;
        }
        int heard = 1;
        while (heard > 0) {
            try {
                List<NodeConfig> found = List.copyOf(discovery.nodes(cluster));
                state.nodes(found);
                nodes = found;
            } catch (Throwable e) {
                // Errors too: later calls leave the work to this one.
                log.discoveryFailed(e);
            }
            monitors.watch(nodes);
            heard = changes.addAndGet(-heard);
        }
    }

    /** Waits for a view newer than that version; null if none comes within the limit. */
    @Nullable
    ClusterView awaitNewer(long version, Duration limit) throws InterruptedException {
        pace.hurry();
        try {
            return state.await(view -> view.version() > version, limit);
        } finally {
            pace.relax();
        }
    }

    /** Waits for a view on which work may be decided otherwise than on the one seen; null if none comes within the limit. */
    @Nullable
    ClusterView awaitChange(TopologySnapshot seen, @Nullable LogPosition position, Duration limit)
            throws InterruptedException {
        pace.hurry();
        try {
            return state.awaitChange(seen, position, limit);
        } finally {
            pace.relax();
        }
    }

    /** Waits for what a node says when it is asked now; null if that does not come within the limit. */
    @Nullable
    NodeState probe(NodeName node, Duration limit) throws InterruptedException {
        NodeMonitor monitor = monitors.of(node);
        if (monitor == null) {
            return null;
        }
        long asked = clock.getAsLong();
        int losses = state.losses(node);
        monitor.ask();
        ClusterView answer = state.await(
                view -> {
                    NodeView known = view.node(node);
                    Sample sample = known == null ? null : known.sample();
                    return known == null
                            || (sample != null && sample.sentAt() - asked >= 0)
                            || state.losses(node) != losses;
                },
                limit);
        // Not of the view that was waited for: a loss may have been counted, and published, after that was looked at.
        return answer == null ? null : state.view().snapshot().node(node).orElse(null);
    }

    void drain(NodeName node) {
        if (state.drain(node)) {
            log.drained(node);
        }
    }

    void undrain(NodeName node) {
        if (state.undrain(node)) {
            log.undrained(node);
        }
    }

    /** Tells every monitor to stop, and watches no node from now on. */
    List<NodeMonitor> requestStop() {
        return monitors.requestStop();
    }
}
