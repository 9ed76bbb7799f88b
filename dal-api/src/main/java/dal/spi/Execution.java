package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * Something about to be executed, after its node was chosen and before a connection is waited for.
 *
 * @param kind what it is
 * @param tenant for whom; null for work of no tenant
 * @param tenantClass of which class, or through which door of no tenant
 * @param cluster where
 * @param node on which node
 * @param host that node's host
 * @param port that node's port
 * @param database which database there
 * @param role what the node is
 * @param reason why it was chosen
 * @param sql the statement as jOOQ rendered it, without the tenant's binding; null where there is none
 * @param query jOOQ's model of it; null where there is none
 */
public record Execution(
        Kind kind,
        @Nullable TenantId tenant,
        TenantClassName tenantClass,
        ClusterName cluster,
        NodeName node,
        String host,
        int port,
        String database,
        Role role,
        RouteReason reason,
        @Nullable String sql,
        @Nullable Query query) {

    /** What is executed. */
    public enum Kind {
        STATEMENT,
        BATCH,
        /** A statement once more, on another node, after the one before failed it: its parent is the statement. */
        RERUN,
        /** A read asked of a second node while the first still works on it: its parent is the statement. */
        HEDGE,
        /** The whole of a transaction: the parent of what is executed in it. */
        TRANSACTION,
        COMMIT,
        ROLLBACK
    }
}
