package dal.migrations;

import dal.cluster.ClusterName;
import dal.config.ConnectionConfig;
import dal.tenant.TenantClassName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One database to keep at the scripts' version, and the tenant classes that live in it.
 *
 * @param classes the classes, by name
 * @param cluster the cluster it is on
 * @param connections how it is reached: the direct connection alone, or those of the cluster's nodes, one of which is the primary
 * @param schema where Flyway's history is and the search path begins; null for where the role creates its tables
 * @param scripts where its scripts are
 */
public record MigrationTarget(
        List<TenantClassName> classes,
        ClusterName cluster,
        List<ConnectionConfig> connections,
        @Nullable String schema,
        List<String> scripts) {

    public MigrationTarget {
        classes = List.copyOf(classes);
        Objects.requireNonNull(cluster, "cluster");
        connections = List.copyOf(connections);
        scripts = List.copyOf(scripts);
        if (connections.isEmpty()) {
            throw new IllegalArgumentException("A target needs a connection");
        }
    }

    /** The cluster, the database and the schema where one was given, for people: {@code main/shop}. */
    public String label() {
        String database = cluster + "/" + connections.getFirst().database();
        return schema == null ? database : database + "/" + schema;
    }
}
