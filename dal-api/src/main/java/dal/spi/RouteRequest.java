package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import java.util.Objects;
import java.util.Set;

/**
 * What is asked of a router.
 *
 * @param cluster where the tenant lives
 * @param tenantClass of which class it is
 * @param intent whether the work only reads
 * @param consistency how fresh it has to be; of no meaning for a write
 * @param excluded nodes that just failed this very work
 */
public record RouteRequest(
        ClusterName cluster,
        TenantClassName tenantClass,
        Intent intent,
        Consistency consistency,
        Set<NodeName> excluded) {

    public RouteRequest {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(tenantClass, "tenantClass");
        Objects.requireNonNull(intent, "intent");
        Objects.requireNonNull(consistency, "consistency");
    }

    /** Whether work only reads. */
    public enum Intent {
        READ,
        WRITE
    }
}
