package dal.core.check;

import dal.cluster.ClusterName;
import dal.config.DataAccessConfig;
import dal.config.PoolsConfig;
import dal.config.TenantClassConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server has room for all connections that every process of this service may open together.
 *
 * <p>A node counts as what it could become: after a failover any node may be the primary, so each class counts with the larger of its primary's pools and its
 * replica's. One more connection watches the node.
 */
final class ConnectionBudget {

    private static final int MONITORS = 1;

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
        List<String> parts = new ArrayList<>();
        long each = MONITORS;
        for (TenantClassConfig tenantClass : classes(cluster)) {
            int most = most(tenantClass.pools());
            parts.add(tenantClass.name() + " " + most);
            each += most;
        }
        int instances = config.budget().instances();
        long wanted = each * instances;
        if (wanted <= room.free()) {
            return null;
        }
        return new Finding(
                Finding.Kind.BUDGET,
                "server " + server,
                instances + (instances == 1 ? " process" : " processes") + " x (" + String.join(" + ", parts)
                        + " + monitor " + MONITORS + ") may open " + wanted + " connections, and the server has "
                        + room + " for them: make pools smaller (max), say how many processes run"
                        + " (budget.instances), raise max_connections, or put a pooler in front",
                config.budget().strictness());
    }

    private List<TenantClassConfig> classes(ClusterName cluster) {
        return Stream.concat(
                        config.classes().values().stream(),
                        config.unscoped().values().stream().map(door -> door.settings()))
                .filter(tenantClass -> tenantClass.cluster().equals(cluster))
                .sorted((one, other) ->
                        one.name().value().compareTo(other.name().value()))
                .toList();
    }

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
                text += ", the role's limit " + role;
            }
            return text + ")";
        }
    }
}
