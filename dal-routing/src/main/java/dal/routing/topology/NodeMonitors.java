package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.routing.position.NodeMonitor;
import dal.routing.position.Pace;
import dal.routing.position.Sample;
import dal.spi.NodeConnector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One monitor for each node of a cluster, reporting to its state. Thread-safe. */
final class NodeMonitors {

    private record Watched(NodeConfig config, NodeMonitor monitor) {

        boolean isOf(NodeConfig node) {
            return node.name().equals(config.name()) && node.connection().equals(config.connection());
        }
    }

    private final ClusterName cluster;
    private final NodeConnector connector;
    private final MonitorConfig config;
    private final LongSupplier clock;
    private final Pace pace;
    private final ClusterState state;
    private final ClusterLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<NodeName, Watched> watched = new HashMap<>();
    private final List<NodeMonitor> leaving = new ArrayList<>();
    private boolean running;
    private boolean stopped;

    NodeMonitors(
            ClusterName cluster,
            NodeConnector connector,
            MonitorConfig config,
            LongSupplier clock,
            Pace pace,
            ClusterState state,
            ClusterLog log) {
        this.cluster = cluster;
        this.connector = connector;
        this.config = config;
        this.clock = clock;
        this.pace = pace;
        this.state = state;
        this.log = log;
    }

    /** Watches these nodes from now on and no others; waits for none of those that are told to stop. */
    void watch(List<NodeConfig> nodes) {
        lock.lock();
        try {
            leaving.removeIf(NodeMonitor::hasStopped);
            watched.values().removeIf(known -> {
                boolean leaves = nodes.stream().noneMatch(known::isOf);
                if (leaves) {
                    known.monitor().requestStop();
                    leaving.add(known.monitor());
                    log.removed(known.config());
                }
                return leaves;
            });
            for (NodeConfig node : nodes) {
                if (!stopped && !watched.containsKey(node.name())) {
                    start(node);
                }
            }
            running = true;
        } finally {
            lock.unlock();
        }
    }

    private void start(NodeConfig node) {
        NodeMonitor monitor = new NodeMonitor(cluster, node.name(), connector, config, clock, pace, new Reporter(node));
        watched.put(node.name(), new Watched(node, monitor));
        monitor.start();
        if (running) {
            log.added(node);
        }
    }

    /** The monitor of that node; null if it is not watched. */
    @Nullable
    NodeMonitor of(NodeName node) {
        lock.lock();
        try {
            Watched known = watched.get(node);
            return known == null || stopped ? null : known.monitor();
        } finally {
            lock.unlock();
        }
    }

    /** Tells every monitor to stop, and starts none from now on. */
    List<NodeMonitor> requestStop() {
        lock.lock();
        try {
            stopped = true;
            List<NodeMonitor> all = new ArrayList<>(leaving);
            watched.values().forEach(known -> all.add(known.monitor()));
            all.forEach(NodeMonitor::requestStop);
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Brings one monitor's observations into the cluster's state and then into the log. */
    private final class Reporter implements NodeMonitor.Listener {

        private final NodeConfig node;

        Reporter(NodeConfig node) {
            this.node = node;
        }

        @Override
        public void observed(Sample sample) {
            state.observed(node, sample);
            log.observed(node.name(), sample);
        }

        @Override
        public void lost(Throwable cause) {
            state.lost(node);
            log.lost(node.name(), cause);
        }
    }
}
