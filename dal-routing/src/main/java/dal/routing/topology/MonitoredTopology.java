package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeDrain;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.DataAccessConfig;
import dal.consistency.LogPosition;
import dal.routing.position.NodeMonitor;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.spi.NodeState;
import dal.spi.Registration;
import dal.spi.StatusContributor;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import dal.status.NodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes every node of every cluster by a {@link NodeMonitor} of its own, from the first question or registration until {@link #stop}. Which nodes there are it
 * learns from a {@link NodeDiscovery}, and follows that. Thread-safe; its answers are read from memory.
 */
public final class MonitoredTopology
        implements Topology, ClusterViews, NodeDrain, LifecycleParticipant, StatusContributor {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoredTopology.class);

    private final Map<ClusterName, ClusterWatch> clusters;
    private final NodeDiscovery discovery;
    private final List<Consumer<TopologySnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final LongSupplier clock;
    private final Duration settleWithin;
    private final AtomicBoolean startRequested = new AtomicBoolean();
    private volatile Registration following = () -> {};
    private volatile long startedAt;
    private volatile boolean started;

    /** Observes nothing yet. */
    public MonitoredTopology(DataAccessConfig config, NodeConnector connector, NodeDiscovery discovery) {
        this(config, connector, discovery, System::nanoTime);
    }

    MonitoredTopology(DataAccessConfig config, NodeConnector connector, NodeDiscovery discovery, LongSupplier clock) {
        this.discovery = discovery;
        this.clock = clock;
        // Connecting and asking are each limited by the timeout; resolving a name is not.
        this.settleWithin = config.monitor().timeout().multipliedBy(2);
        this.clusters = config.clusters().keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        name -> name,
                        name -> new ClusterWatch(name, connector, discovery, config.monitor(), clock, this::tell)));
    }

    @Override
    public ClusterView view(ClusterName cluster) {
        ClusterState state = watch(cluster).state();
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
        if (latest.version() > seen.version()) {
            return latest;
        }
        ClusterView newer = watch(seen.cluster()).awaitNewer(seen.version(), limit);
        return newer == null ? seen : newer.snapshot();
    }

    @Override
    public TopologySnapshot awaitChange(TopologySnapshot seen, @Nullable LogPosition position, Duration limit)
            throws InterruptedException {
        // Has it started, and settled if it is time.
        var unused = current(seen.cluster());
        ClusterView changed = watch(seen.cluster()).awaitChange(seen, position, limit);
        return changed == null ? seen : changed.snapshot();
    }

    @Override
    public NodeState probe(ClusterName cluster, NodeName node, Duration limit) throws InterruptedException {
        ClusterWatch watch = watch(cluster);
        start();
        NodeState answer = watch.probe(node, limit);
        return answer == null ? new NodeState(node, Role.UNKNOWN, null) : answer;
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

    @Override
    public void drain(ClusterName cluster, NodeName node) {
        watch(cluster).drain(node);
    }

    @Override
    public void undrain(ClusterName cluster, NodeName node) {
        watch(cluster).undrain(node);
    }

    /** Starts observing; of no effect the second time. */
    public void start() {
        if (startRequested.get()) {
            return;
        }
        // Before anybody can take it for started: an earlier moment would settle at once what nobody was asked yet.
        startedAt = clock.getAsLong();
        if (startRequested.compareAndSet(false, true)) {
            following = listen();
            clusters.values().forEach(ClusterWatch::follow);
            started = true;
        }
    }

    private Registration listen() {
        try {
            return discovery.onChange(this::follow);
        } catch (Throwable e) {
            // Errors too: this is called once, and the nodes known now have to be observed in any case.
            LOG.atError().setCause(e).log("Discovery of nodes cannot be followed: those known now are kept");
            return () -> {};
        }
    }

    /** What else the discovery knows is nobody's business here. */
    private void follow(ClusterName cluster) {
        ClusterWatch watch = clusters.get(cluster);
        if (watch != null) {
            watch.follow();
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
        following.close();
        List<NodeMonitor> monitors = clusters.values().stream()
                .flatMap(watch -> watch.requestStop().stream())
                .toList();
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
                .flatMap(watch -> NodeReport.of(watch.state(), now).stream())
                .toList();
    }

    private ClusterWatch watch(ClusterName cluster) {
        ClusterWatch watch = clusters.get(cluster);
        if (watch == null) {
            throw new IllegalArgumentException("There is no cluster '" + cluster + "', only " + clusters.keySet());
        }
        return watch;
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
}
