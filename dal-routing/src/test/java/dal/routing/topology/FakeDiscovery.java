package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.spi.NodeDiscovery;
import dal.spi.Registration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Begins with what is configured; then says what the test says. */
public final class FakeDiscovery implements NodeDiscovery {

    private final Map<ClusterName, List<NodeConfig>> nodes = new ConcurrentHashMap<>();
    private final List<Consumer<ClusterName>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean callsOn;

    public FakeDiscovery(DataAccessConfig config) {
        config.clusters().forEach((name, cluster) -> nodes.put(name, cluster.nodes()));
    }

    @Override
    public List<NodeConfig> nodes(ClusterName cluster) {
        return Objects.requireNonNull(nodes.get(cluster));
    }

    @Override
    public Registration onChange(Consumer<ClusterName> listener) {
        listeners.add(listener);
        return () -> {
            if (!callsOn) {
                listeners.remove(listener);
            }
        };
    }

    /** From now on it calls listeners after their registration has ended too: it was about to. */
    void callOn() {
        callsOn = true;
    }

    int listeners() {
        return listeners.size();
    }

    /** The cluster has these nodes from now on, and whoever follows it has heard of them when this returns. */
    void change(ClusterName cluster, List<NodeConfig> now) {
        nodes.put(cluster, now);
        listeners.forEach(listener -> listener.accept(cluster));
    }
}
