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
 * @param excluded nodes that just failed this very work, or do it already
 * @param waited how long it has waited for a node, in nanoseconds
 * @param unsettled how long the primary is not to answer it, in nanoseconds from when it was first asked for: a replica has shown the reader commits that the primary may
 *     not show yet
 */
public record RouteRequest(
        ClusterName cluster,
        TenantClassName tenantClass,
        Intent intent,
        Consistency consistency,
        Set<NodeName> excluded,
        long waited,
        long unsettled) {

    public RouteRequest {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(tenantClass, "tenantClass");
        Objects.requireNonNull(intent, "intent");
        Objects.requireNonNull(consistency, "consistency");
    }

    /** What has failed nowhere and has waited for nothing yet. */
    public RouteRequest(
            ClusterName cluster,
            TenantClassName tenantClass,
            Intent intent,
            Consistency consistency,
            Set<NodeName> excluded) {
        this(cluster, tenantClass, intent, consistency, excluded, 0);
    }

    /** What the primary may answer. */
    public RouteRequest(
            ClusterName cluster,
            TenantClassName tenantClass,
            Intent intent,
            Consistency consistency,
            Set<NodeName> excluded,
            long waited) {
        this(cluster, tenantClass, intent, consistency, excluded, waited, 0);
    }

    /** What is wanted of a node. */
    public enum Intent {
        READ,
        /** A second answer to a read under way on another node: from a replica at once, or not at all. */
        HEDGE,
        WRITE
    }
}
