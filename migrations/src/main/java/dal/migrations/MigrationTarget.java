package dal.migrations;

import dal.cluster.ClusterName;
import dal.config.ConnectionConfig;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One schema to keep at the scripts' version: the one that the classes of a database share, or that of one tenant.
 *
 * @param classes the classes that live in it, by name
 * @param cluster the cluster it is on
 * @param connections how it is reached: the direct connection alone, or those of the cluster's nodes, one of which is the primary
 * @param schema where Flyway's history is and the search path begins; null for where the role creates its tables
 * @param scripts where its scripts are
 * @param tenant whose schema it is, in a class with a schema for each tenant; null for all tenants of its classes
 */
public record MigrationTarget(
        List<TenantClassName> classes,
        ClusterName cluster,
        List<ConnectionConfig> connections,
        @Nullable String schema,
        List<String> scripts,
        @Nullable TenantId tenant) {

    public MigrationTarget {
        classes = List.copyOf(classes);
        Objects.requireNonNull(cluster, "cluster");
        connections = List.copyOf(connections);
        scripts = List.copyOf(scripts);
        if (connections.isEmpty()) {
            throw new IllegalArgumentException("A target needs a connection");
        }
        if (tenant != null && schema == null) {
            throw new IllegalArgumentException("A tenant's target needs its schema");
        }
    }

    /** The cluster, the database and the schema where one was given, for people: {@code main/shop}, {@code main/shop/tenant_acme}. */
    public String label() {
        String database = cluster + "/" + connections.getFirst().database();
        return schema == null ? database : database + "/" + schema;
    }
}
