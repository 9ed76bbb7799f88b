package dal.migrations;

import dal.cluster.ClusterName;
import dal.config.ClusterConfig;
import dal.config.DataAccessConfig;
import dal.config.TenantTableConfig;
import dal.config.UnscopedConfig;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which tenants there are: those of the configuration, and those of the table, whose word comes first. */
final class CatalogTable {

    private static final String NO_SUCH_TABLE = "42P01";

    private final DataAccessConfig config;
    private final String applicationName;

    CatalogTable(DataAccessConfig config, String applicationName) {
        this.config = config;
        this.applicationName = applicationName;
    }

    /** One row. */
    record Row(TenantId tenant, TenantClassName tenantClass, int weight, boolean suspended) {}

    /**
     * Every tenant that is known by name. A row that cannot be understood is passed over, as a service does.
     *
     * @throws MigrationFailedException if the table cannot be read
     */
    Map<TenantId, TenantClassName> known() {
        Map<TenantId, TenantClassName> tenants =
                new LinkedHashMap<>(config.tenants().classes());
        TenantTableConfig table = config.tenants().table();
        if (table != null) {
            ClusterConfig cluster = cluster(table);
            try (Session session = open(cluster)) {
                rows(session.connection(), table).forEach(row -> tenants.put(row.tenant(), row.tenantClass()));
            } catch (TargetFailedException e) {
                throw unreadable(table, cluster, e.fault());
            } catch (SQLException e) {
                throw unreadable(table, cluster, FlywayFaults.of(e));
            }
        }
        return tenants;
    }

    /** A session of the role that migrates, where the table is. */
    Session open(ClusterConfig cluster) throws TargetFailedException, SQLException {
        return new PrimaryFinder(applicationName)
                .find(TargetPlan.connections(cluster))
                .open();
    }

    ClusterConfig cluster(TenantTableConfig table) {
        UnscopedConfig door = Objects.requireNonNull(config.unscoped().get(table.door()));
        ClusterName name = door.settings().cluster();
        return Objects.requireNonNull(config.clusters().get(name));
    }

    /** Every row that makes sense; none where there is no such table yet. One round trip. */
    static List<Row> rows(Connection connection, TenantTableConfig table) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select tenant_id, tenant_class, coalesce(weight, 1),"
                        + " coalesce(suspended, false) from " + table.table() + " order by tenant_id")) {
            while (found.next()) {
                Row row = row(found);
                if (row != null) {
                    rows.add(row);
                }
            }
        } catch (SQLException e) {
            if (!NO_SUCH_TABLE.equals(e.getSQLState())) {
                throw e;
            }
        }
        return rows;
    }

    private static @Nullable Row row(ResultSet found) throws SQLException {
        try {
            return new Row(
                    TenantId.of(found.getString(1)),
                    TenantClassName.of(found.getString(2)),
                    found.getInt(3),
                    found.getBoolean(4));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static MigrationFailedException unreadable(TenantTableConfig table, ClusterConfig cluster, Fault fault) {
        MigrationTarget where =
                new MigrationTarget(List.of(), cluster.name(), TargetPlan.connections(cluster), null, List.of(), null);
        Fault tenants = new Fault(
                "The tenants in " + table.table() + " cannot be read: " + fault.message(),
                fault.advice(),
                null,
                0,
                fault.sqlState(),
                fault.cause());
        return new MigrationFailedException(new MigrationReport(
                List.of(TargetReport.of(where, List.of(), List.of(), List.of(tenants), Duration.ZERO))));
    }
}
