package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * Something about to be executed, after its node was chosen and before a connection is waited for; or something for which no node was found, see
 * {@link #placed()}.
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
 * @param sql the statement as jOOQ rendered it, without the tenant's binding; the statements of a mixed batch, or the first of them, with semicolons between; null
 *     where there is none
 * @param query jOOQ's model of it; null where there is none
 * @param consistency how fresh what it reads has to be; null where that was not asked
 * @param staleness how old a replica's data may have been when the replica was chosen, in nanoseconds; -1 where that is not known, and on a primary
 * @param attempt which try of the same work it is, counted from 1
 * @param schema the schema its tenant is bound to, where each has its own; null elsewhere. It may be the tenant's name
 * @param label what its transaction is called; null where it has no name
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
        @Nullable Query query,
        @Nullable Consistency consistency,
        long staleness,
        int attempt,
        @Nullable String schema,
        @Nullable String label) {

    /** Stands where no node was found. */
    public static final NodeName NO_NODE = NodeName.of("none");

    /** What is executed. */
    public enum Kind {
        STATEMENT,
        BATCH,
        /** A statement once more, on another node, after the one before failed it: its parent is the statement. */
        RERUN,
        /** A read asked of a second node while the first still works on it: its parent is the statement. */
        HEDGE,
        /** The caller's own use of a connection, from its taking to its return: the parent of the statements and batches sent meanwhile. */
        CONNECTION,
        /** The whole of a transaction: the parent of what is executed in it. */
        TRANSACTION,
        COMMIT,
        ROLLBACK
    }

    /** Of which no more is known: a first try. */
    public Execution(
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
        this(
                kind,
                tenant,
                tenantClass,
                cluster,
                node,
                host,
                port,
                database,
                role,
                reason,
                sql,
                query,
                null,
                -1,
                1,
                null,
                null);
    }

    /** Whether a node was found for it. If not, node, host, port, database and role say nothing, and it ends in the error that says why. */
    public boolean placed() {
        return reason != RouteReason.NOT_ROUTED;
    }
}
