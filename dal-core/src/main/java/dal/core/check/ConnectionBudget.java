package dal.core.check;

import dal.cluster.ClusterName;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.PoolsConfig;
import dal.config.TenantClassConfig;
import dal.config.TenantTableConfig;
import dal.config.UnscopedConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server has room for all connections that every process of this service may open together.
 *
 * <p>A node counts as what it could become: after a failover any node may be the primary, so each class counts with the larger of its primary's pools and its
 * replica's. One more connection watches the node, and one more listens where the tenant table is read. Clusters that are databases of one server count together.
 */
final class ConnectionBudget {

    private static final int MONITORS = 1;
    private static final int LISTENERS = 1;

    private static final String LIMITS = """
            select current_setting('max_connections')::int,
                current_setting('superuser_reserved_connections')::int
                    + coalesce(current_setting('reserved_connections', true), '0')::int,
                (select datconnlimit from pg_database where datname = current_database()),
                (select rolconnlimit from pg_roles where rolname = current_user)
            """;

    private final DataAccessConfig config;

    ConnectionBudget(DataAccessConfig config) {
        this.config = config;
    }

    /** What is wrong on that server; null if nothing is. One round trip. */
    @Nullable
    Finding inspect(Connection connection, ClusterName cluster, String server) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIMITS);
                ResultSet limits = statement.executeQuery()) {
            limits.next();
            int reserved = limits.getInt(2);
            return compare(
                    cluster,
                    server,
                    new Room(limits.getInt(1), reserved, unlimited(limits.getInt(3)), unlimited(limits.getInt(4))));
        }
    }

    private static int unlimited(int limit) {
        return limit < 0 ? Integer.MAX_VALUE : limit;
    }

    /** What is wrong with a server that has so much room; null if nothing is. */
    @Nullable
    Finding compare(ClusterName cluster, String server, Room room) {
        Wanted here = wanted(Set.of(cluster));
        Wanted all = wanted(onServer(cluster, server));
        // A database's limit is for this cluster alone. A role's is for what logs in as the node's, which no door does.
        // The server is shared by all.
        boolean over = here.total() > room.database()
                || here.ofRole() > room.role()
                || all.total() > room.max() - room.reserved();
        return over
                ? new Finding(
                        Finding.Kind.BUDGET,
                        "server " + server,
                        all.text() + ", and the server has " + room
                                + " for them: make pools smaller (max), say how many processes run"
                                + " (budget.instances), raise max_connections, or put a pooler in front",
                        config.budget().strictness())
                : null;
    }

    /** The clusters that have a node there, each another database of one server. */
    private Set<ClusterName> onServer(ClusterName cluster, String server) {
        Set<ClusterName> found = config.clusters().values().stream()
                .filter(other -> other.nodes().stream().anyMatch(node -> isAt(node.connection(), server)))
                .map(ClusterConfig::name)
                .collect(Collectors.toCollection(HashSet::new));
        found.add(cluster);
        return found;
    }

    private static boolean isAt(ConnectionConfig connection, String server) {
        return !connection.pooler() && connection.address().equalsIgnoreCase(server);
    }

    private Wanted wanted(Set<ClusterName> clusters) {
        List<String> parts = new ArrayList<>();
        long each = 0;
        long ofDoors = 0;
        for (TenantClassConfig tenantClass : classes(clusters)) {
            int most = most(tenantClass.pools());
            parts.add(tenantClass.name() + " " + most);
            each += most;
            ofDoors += config.unscoped().containsKey(tenantClass.name()) ? most : 0;
        }
        if (listens(clusters)) {
            parts.add("tenant catalog " + LISTENERS);
            each += LISTENERS;
        }
        int monitors = MONITORS * clusters.size();
        parts.add((monitors == 1 ? "monitor " : "monitors ") + monitors);
        each += monitors;
        int instances = config.budget().instances();
        long total = each * instances;
        return new Wanted(
                total,
                total - ofDoors * instances,
                instances + (instances == 1 ? " process" : " processes") + " x (" + String.join(" + ", parts)
                        + ") may open " + total + " connections");
    }

    /** Whether changes of the tenant table are listened to there. */
    private boolean listens(Set<ClusterName> clusters) {
        TenantTableConfig table = config.tenants().table();
        UnscopedConfig door = table == null ? null : config.unscoped().get(table.door());
        return door != null && clusters.contains(door.settings().cluster());
    }

    private List<TenantClassConfig> classes(Set<ClusterName> clusters) {
        return Stream.concat(
                        config.classes().values().stream(),
                        config.unscoped().values().stream().map(door -> door.settings()))
                .filter(tenantClass -> clusters.contains(tenantClass.cluster()))
                .sorted((one, other) ->
                        one.name().value().compareTo(other.name().value()))
                .toList();
    }

    /**
     * How many connections all processes may open together.
     *
     * @param ofRole those of them that log in as the node's role
     * @param text the sum in words
     */
    private record Wanted(long total, long ofRole, String text) {}

    private static int most(PoolsConfig pools) {
        return Math.max(
                pools.primary().max() + pools.fallback().max(), pools.replica().max());
    }

    /**
     * How many connections a server takes.
     *
     * @param max all that it takes
     * @param reserved of those, for superusers and reserved roles
     * @param database the limit of the database
     * @param role the limit of the role
     */
    record Room(int max, int reserved, int database, int role) {

        int free() {
            return Math.min(max - reserved, Math.min(database, role));
        }

        @Override
        public String toString() {
            String text = free() + " (max_connections " + max + " - " + reserved + " reserved";
            if (database < max - reserved) {
                text += ", the database's limit " + database;
            }
            if (role < max - reserved) {
                text += ", the role's limit " + role + " without doors";
            }
            return text + ")";
        }
    }
}
