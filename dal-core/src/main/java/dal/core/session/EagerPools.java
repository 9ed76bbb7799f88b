package dal.core.session;

import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.core.pool.ConnectionPools;
import dal.spi.NodeState;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import dal.status.PoolName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Opens the pools of eager classes and doors as soon as their nodes' roles are known, instead of on first use. */
@Singleton
public final class EagerPools {

    private final DataAccessConfig config;
    private final ConnectionPools pools;

    @Inject
    public EagerPools(DataAccessConfig config, ConnectionPools pools, Topology topology) {
        this.config = config;
        this.pools = pools;
        if (config.allSettings().stream().anyMatch(TenantClassConfig::eager)) {
            var unused = topology.onChange(this::open);
            config.clusters().keySet().forEach(cluster -> open(topology.current(cluster)));
        }
    }

    private void open(TopologySnapshot snapshot) {
        for (TenantClassConfig tenantClass : config.allSettings()) {
            if (tenantClass.eager() && tenantClass.cluster().equals(snapshot.cluster())) {
                snapshot.nodes().forEach(node -> open(tenantClass, node));
            }
        }
    }

    private void open(TenantClassConfig tenantClass, NodeState node) {
        if (node.role() != Role.UNKNOWN) {
            PoolPurpose purpose = node.role() == Role.PRIMARY ? PoolPurpose.PRIMARY : PoolPurpose.REPLICA;
            pools.get(new PoolName(tenantClass.name(), tenantClass.cluster(), node.node(), purpose));
        }
    }
}
