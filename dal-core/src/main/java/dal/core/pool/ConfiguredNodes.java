package dal.core.pool;

import dal.cluster.ClusterName;
import dal.config.ClusterConfig;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.spi.NodeDiscovery;
import dal.spi.Registration;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The nodes where no other discovery is bound: those of the configuration, for good. Immutable. */
public final class ConfiguredNodes implements NodeDiscovery {

    private final Map<ClusterName, ClusterConfig> clusters;

    @Inject
    public ConfiguredNodes(DataAccessConfig config) {
        this.clusters = config.clusters();
    }

    @Override
    public List<NodeConfig> nodes(ClusterName cluster) {
        ClusterConfig found = clusters.get(cluster);
        if (found == null) {
            throw new IllegalArgumentException("There is no cluster '" + cluster + "', only " + clusters.keySet());
        }
        return found.nodes();
    }

    /** Never calls it: what is configured does not change. */
    @Override
    public Registration onChange(Consumer<ClusterName> listener) {
        return () -> {};
    }
}
