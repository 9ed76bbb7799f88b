package dal.migrations;

import dal.config.ClusterConfig;
import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.config.TenantTableConfig;
import dal.error.InvalidConfigurationException;
import dal.migrations.TargetMigration.Command;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that stand in the catalog's table ({@code dal.tenants.table}): added, listed, suspended, dropped. Each command may be given again after it was
 * interrupted. Immutable and thread-safe; each opens its own connections and closes them.
 *
 * <p>Every method throws {@link InvalidConfigurationException} where there is no such table in the configuration or the tenant's class is not there, and {@link
 * TenantCommandException} where the server refuses.
 */
public final class Tenants {

    private static final int MOST_WEIGHT = 1000;

    private final DataAccessConfig config;
    private final Run run;

    Tenants(DataAccessConfig config, Run run) {
        this.config = config;
        this.run = run;
    }

    /**
     * A tenant of the table.
     *
     * @param tenant which
     * @param tenantClass of which class
     * @param weight beside others
     * @param suspended whether its work is refused
     * @param schema its own schema; null where its class shares one
     */
    public record Entry(
            TenantId tenant,
            TenantClassName tenantClass,
            int weight,
            boolean suspended,
            @Nullable String schema) {}

    /**
     * Makes and migrates the tenant's schema, where its class gives tenants schemas, and only then lets services hear of it. The table is created where it is
     * missing. A tenant that is there already is left as it is, but for its schema, which is migrated; one that is there with another class or weight is refused.
     *
     * @param weight its weight beside others, 1 to 1000
     * @return what came of the schema; no target where there is none
     */
    public MigrationReport add(TenantId tenant, TenantClassName tenantClass, int weight) {
        if (weight < 1 || weight > MOST_WEIGHT) {
            throw new InvalidConfigurationException(
                    List.of("A tenant's weight is 1 to " + MOST_WEIGHT + ", not " + weight));
        }
        TenantTableConfig table = table();
        List<MigrationTarget> targets = targets(tenant, tenantClass);
        run.plan().check();
        for (Entry entry : list()) {
            if (entry.tenant().equals(tenant)
                    && (entry.weight() != weight || !entry.tenantClass().equals(tenantClass))) {
                throw new TenantCommandException("Cannot add tenant " + tenant + ": it is there already, of class '"
                        + entry.tenantClass() + "' with weight " + entry.weight());
            }
        }
        MigrationReport report = run.on(targets, Command.MIGRATE, null);
        if (report.successful()) {
            in(table, "add tenant " + tenant, connection -> {
                try (Statement ddl = connection.createStatement()) {
                    if (!exists(connection, table)) {
                        ddl.execute(table.ddl());
                    }
                }
                try (PreparedStatement insert = connection.prepareStatement("insert into " + table.table()
                        + " (tenant_id, tenant_class, weight) values (?, ?, ?) on conflict (tenant_id) do nothing")) {
                    insert.setString(1, tenant.value());
                    insert.setString(2, tenantClass.value());
                    insert.setInt(3, weight);
                    return insert.executeUpdate();
                }
            });
        }
        return report;
    }

    /** Every tenant of the table, by name. */
    public List<Entry> list() {
        TenantTableConfig table = table();
        return in(
                table,
                "list tenants",
                connection -> CatalogTable.rows(connection, table).stream()
                        .map(row -> new Entry(
                                row.tenant(),
                                row.tenantClass(),
                                row.weight(),
                                row.suspended(),
                                schema(row.tenant(), row.tenantClass())))
                        .toList());
    }

    /** Has the tenant's work refused from now on, or let in again. False where there is no such tenant. */
    public boolean suspend(TenantId tenant, boolean suspended) {
        TenantTableConfig table = table();
        return in(table, "suspend tenant " + tenant, connection -> {
                    try (PreparedStatement update = connection.prepareStatement(
                            "update " + table.table() + " set suspended = ? where tenant_id = ?")) {
                        update.setBoolean(1, suspended);
                        update.setString(2, tenant.value());
                        return update.executeUpdate();
                    }
                })
                == 1;
    }

    /**
     * Drops the tenant's schema with all that is in it, which cannot be undone, and then takes it out of the table. A tenant is to be suspended first: one
     * that may be at work is refused. Waits for a migration of the schema that is under way, a minute at most. Rows in shared schemas are left.
     *
     * @return whether there was such a tenant
     */
    public boolean drop(TenantId tenant) {
        TenantTableConfig table = table();
        Entry entry = list().stream()
                .filter(one -> one.tenant().equals(tenant))
                .findFirst()
                .orElse(null);
        if (entry == null) {
            return false;
        }
        if (!entry.suspended()) {
            throw new TenantCommandException(
                    "Tenant '" + tenant + "' is not suspended: suspend it first, and let its work end");
        }
        for (MigrationTarget target : targets(tenant, entry.tenantClass())) {
            dropSchema(target);
        }
        return in(table, "drop tenant " + tenant, connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("delete from " + table.table() + " where tenant_id = ?")) {
                        delete.setString(1, tenant.value());
                        return delete.executeUpdate();
                    }
                })
                == 1;
    }

    private void dropSchema(MigrationTarget target) {
        String schema = String.valueOf(target.schema());
        try (Session session = new PrimaryFinder(run.applicationName())
                .find(target.connections())
                .open()) {
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (!session.tryLock(schema, Duration.ofSeconds(30))) {
                if (System.nanoTime() > end || !Pause.about(Duration.ofMillis(100))) {
                    throw new TenantCommandException("Schema " + schema + " is being migrated; try again later");
                }
            }
            try (Statement statement = session.connection().createStatement()) {
                statement.execute("drop schema if exists " + Histories.identifier(schema) + " cascade");
            }
        } catch (TargetFailedException e) {
            throw new TenantCommandException(
                    "Cannot drop schema " + schema + ": " + e.fault().message());
        } catch (SQLException e) {
            throw new TenantCommandException("Cannot drop schema " + schema + ": " + SqlErrors.line(e));
        }
    }

    private static boolean exists(Connection connection, TenantTableConfig table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, table.table());
            try (var row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private @Nullable String schema(TenantId tenant, TenantClassName name) {
        TenantClassConfig tenantClass = config.classes().get(name);
        return tenantClass != null && tenantClass.isolation() instanceof TenantIsolation.SchemaPerTenant each
                ? each.schema(tenant)
                : null;
    }

    private List<MigrationTarget> targets(TenantId tenant, TenantClassName tenantClass) {
        if (!config.classes().containsKey(tenantClass)) {
            throw new InvalidConfigurationException(List.of("There is no class '" + tenantClass + "', only "
                    + config.classes().keySet()));
        }
        return run.plan().ofTenants(Map.of(tenant, tenantClass));
    }

    private TenantTableConfig table() {
        TenantTableConfig table = config.tenants().table();
        if (table == null) {
            throw new InvalidConfigurationException(
                    List.of(
                            "dal.tenants.table: tenants are added and listed there, and the configuration names no such table"));
        }
        return table;
    }

    private <T> T in(TenantTableConfig table, String what, Work<T> work) {
        CatalogTable catalog = new CatalogTable(config, run.applicationName());
        ClusterConfig cluster = catalog.cluster(table);
        try (Session session = catalog.open(cluster)) {
            return work.on(session.connection());
        } catch (TargetFailedException e) {
            throw new TenantCommandException("Cannot " + what + ": " + e.fault().message());
        } catch (SQLException e) {
            throw new TenantCommandException("Cannot " + what + ": " + SqlErrors.line(e));
        }
    }

    private interface Work<T> {

        T on(Connection connection) throws SQLException;
    }
}
