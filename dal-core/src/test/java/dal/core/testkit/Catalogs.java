package dal.core.testkit;

import dal.config.DataAccessConfig;
import dal.config.TenantTableConfig;
import dal.config.TenantsConfig;
import dal.tenant.TenantClassName;
import dal.testing.junit.Login;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.Map;

/** Tenants that stand in a table. */
public final class Catalogs {

    public static final TenantClassName CATALOG = TenantClassName.of("catalog");

    /** So seldom that nothing but a notification has it read again. */
    public static final Duration HARDLY_EVER = Duration.ofHours(1);

    private Catalogs() {}

    public static TenantTableConfig table(Duration refresh) {
        return new TenantTableConfig(CATALOG, "dal_tenant", refresh, "dal_tenant");
    }

    /** Creates the table, with these rows of values, and the role that may read it. */
    public static Login create(TestDatabase database, String rows) {
        database.execute(table(HARDLY_EVER).ddl());
        fill(database, rows);
        return Doors.role(database, CATALOG);
    }

    /** These rows of values, and nothing else. */
    public static void fill(TestDatabase database, String rows) {
        database.execute(
                "begin; delete from dal_tenant; insert into dal_tenant (tenant_id, tenant_class, weight, suspended)"
                        + " values " + rows + "; commit");
    }

    /** Read through a door that is open to that role, and no tenant stands anywhere else. */
    public static DataAccessConfig configure(DataAccessConfig config, Login role, Duration refresh) {
        return tenants(Doors.add(config, CATALOG, role), new TenantsConfig(Map.of(), null, table(refresh)));
    }

    private static DataAccessConfig tenants(DataAccessConfig config, TenantsConfig tenants) {
        return new DataAccessConfig(
                config.applicationName(),
                config.clusters(),
                config.classes(),
                tenants,
                config.monitor(),
                config.routing(),
                config.unscoped(),
                config.budget(),
                config.shutdown());
    }
}
