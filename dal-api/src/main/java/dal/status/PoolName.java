package dal.status;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.tenant.TenantClassName;
import java.util.Objects;

/**
 * Names one pool.
 *
 * @param tenantClass whose pool it is
 * @param cluster where its node stands
 * @param node which node it connects to
 * @param purpose what it is for
 */
public record PoolName(TenantClassName tenantClass, ClusterName cluster, NodeName node, PoolPurpose purpose) {

    public PoolName {
        Objects.requireNonNull(tenantClass, "tenantClass");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(purpose, "purpose");
    }

    /** For example {@code standard/main/replica-1/replica}. */
    @Override
    public String toString() {
        return tenantClass + "/" + cluster + "/" + node + "/" + purpose.label();
    }
}
