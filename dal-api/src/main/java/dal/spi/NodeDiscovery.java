package dal.spi;

import dal.cluster.ClusterName;
import dal.config.NodeConfig;
import java.util.List;
import java.util.function.Consumer;

/**
 * Knows which nodes a cluster has at this moment. Bind one to replace the configured list: monitors and pools follow it while running. What each node is, is
 * observed, never told here. Thread-safe; answers from memory.
 */
public interface NodeDiscovery {

    /**
     * The cluster's nodes now, names unique. A node whose connection changed under the same name is taken as another one.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    List<NodeConfig> nodes(ClusterName cluster);

    /** Calls {@code listener} after a cluster's nodes have changed. */
    Registration onChange(Consumer<ClusterName> listener);
}
