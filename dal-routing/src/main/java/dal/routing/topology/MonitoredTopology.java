package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ClusterConfig;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.routing.position.NodeMonitor;
import dal.routing.position.Sample;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.spi.NodeState;
import dal.spi.Registration;
import dal.spi.StatusContributor;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import dal.status.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes every node of every cluster by a {@link NodeMonitor} of its own, from the first question or registration until {@link #stop}. Thread-safe; its answers
 * are read from memory.
 */
public final class MonitoredTopology implements Topology, ClusterViews, LifecycleParticipant, StatusContributor {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoredTopology.class);

    private final Map<ClusterName, ClusterState> clusters;
    private final List<NodeMonitor> monitors = new ArrayList<>();
    private final List<Consumer<TopologySnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final LongSupplier clock;
    private final Duration settleWithin;
    private final AtomicBoolean startRequested = new AtomicBoolean();
    private volatile long startedAt;
    private volatile boolean started;

    /** Observes nothing yet. */
    public MonitoredTopology(DataAccessConfig config, NodeConnector connector) {
        this(config, connector, System::nanoTime);
    }

    MonitoredTopology(DataAccessConfig config, NodeConnector connector, LongSupplier clock) {
        this.clock = clock;
        // Connecting and asking are each limited by the timeout; resolving a name is not.
        this.settleWithin = config.monitor().timeout().multipliedBy(2);
        this.clusters = config.clusters().values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        ClusterConfig::name, cluster -> new ClusterState(cluster, this::tell)));
        for (ClusterConfig cluster : config.clusters().values()) {
            ClusterState state = state(cluster.name());
            for (NodeConfig node : cluster.nodes()) {
                monitors.add(new NodeMonitor(
                        cluster.name(),
                        node.name(),
                        connector,
                        config.monitor(),
                        clock,
                        new Reporter(cluster.name(), node.name(), state)));
            }
        }
    }

    @Override
    public ClusterView view(ClusterName cluster) {
        ClusterState state = state(cluster);
        if (!started) {
            start();
        }
        ClusterView view = state.view();
        if (!view.settled() && clock.getAsLong() - startedAt > settleWithin.toNanos()) {
            state.settle();
            return state.view();
        }
        return view;
    }

    @Override
    public TopologySnapshot current(ClusterName cluster) {
        return view(cluster).snapshot();
    }

    @Override
    public TopologySnapshot awaitNewer(TopologySnapshot seen, Duration limit) throws InterruptedException {
        TopologySnapshot latest = current(seen.cluster());
        if (latest.version() <= seen.version()) {
            Thread.sleep(Math.min(limit.toMillis(), 10));
            latest = current(seen.cluster());
        }
        return latest;
    }

    @Override
    public NodeState probe(ClusterName cluster, NodeName node, Duration limit) throws InterruptedException {
        Thread.sleep(Math.min(limit.toMillis(), 300));
        return current(cluster).node(node).orElse(new NodeState(node, Role.UNKNOWN, null));
    }

    @Override
    public Registration onChange(Consumer<TopologySnapshot> listener) {
        listeners.add(listener);
        start();
        AtomicBoolean registered = new AtomicBoolean(true);
        return () -> {
            // A listener that registered twice hears on after one of its registrations was closed twice.
            if (registered.compareAndSet(true, false)) {
                listeners.remove(listener);
            }
        };
    }

    /** Starts observing; of no effect the second time. */
    public void start() {
        if (startRequested.compareAndSet(false, true)) {
            startedAt = clock.getAsLong();
            monitors.forEach(NodeMonitor::start);
            started = true;
        }
    }

    @Override
    public String name() {
        return "node monitors";
    }

    @Override
    public Phase phase() {
        return Phase.MONITORS;
    }

    /**
     * Stops observing; what was observed last stays to be read.
     *
     * @throws TimeoutException if a monitor is still waiting for its server
     */
    @Override
    public void stop(Duration remaining) throws InterruptedException, TimeoutException {
        if (startRequested.compareAndSet(false, true)) {
            started = true;
            return;
        }
        long deadline = System.nanoTime() + remaining.toNanos();
        monitors.forEach(NodeMonitor::requestStop);
        int left = 0;
        for (NodeMonitor monitor : monitors) {
            left += monitor.awaitStop(Duration.ofNanos(deadline - System.nanoTime())) ? 0 : 1;
        }
        if (left > 0) {
            throw new TimeoutException(
                    left + " of " + monitors.size() + " node monitors did not stop within " + remaining);
        }
    }

    @Override
    public List<NodeStatus> nodes() {
        long now = clock.getAsLong();
        return clusters.values().stream()
                .flatMap(state -> state.status(now).stream())
                .toList();
    }

    private ClusterState state(ClusterName cluster) {
        ClusterState state = clusters.get(cluster);
        if (state == null) {
            throw new IllegalArgumentException("There is no cluster '" + cluster + "', only " + clusters.keySet());
        }
        return state;
    }

    private void tell(ClusterView view) {
        for (Consumer<TopologySnapshot> listener : listeners) {
            try {
                listener.accept(view.snapshot());
            } catch (Throwable e) {
                // Errors too: the thread belongs to a monitor, and the other listeners want to know.
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("cluster", view.cluster())
                        .log("A listener to changes of the topology failed");
            }
        }
    }

    /** Brings one monitor's observations into its cluster's state, and a node's comings and goings into the log. */
    private static final class Reporter implements NodeMonitor.Listener {

        private final ClusterName cluster;
        private final NodeName node;
        private final ClusterState state;
        private String last = "";

        Reporter(ClusterName cluster, NodeName node, ClusterState state) {
            this.cluster = cluster;
            this.node = node;
            this.state = state;
        }

        @Override
        public void observed(Sample sample) {
            String role = (sample.primary() ? "primary" : "replica") + " on timeline " + sample.timeline();
            if (!role.equals(last)) {
                LOG.atInfo()
                        .addKeyValue("cluster", cluster)
                        .addKeyValue("node", node)
                        .addKeyValue("position", sample.position())
                        .log("Node is {}", role);
                last = role;
            }
            state.observed(node, sample);
        }

        @Override
        public void lost(Throwable cause) {
            if (!last.equals("lost")) {
                LOG.atWarn()
                        .addKeyValue("cluster", cluster)
                        .addKeyValue("node", node)
                        .addKeyValue("cause", LossCause.of(cause))
                        .log("Node does not answer its monitor");
                last = "lost";
            }
            state.lost(node);
        }
    }
}
