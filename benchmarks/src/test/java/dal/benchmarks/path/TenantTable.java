package dal.benchmarks.path;

import com.google.inject.Module;
import dal.config.TenantTableConfig;
import dal.tenant.TenantClassName;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Tenants in a table, read so seldom that nothing but a notification tells of a change, and two classes they may be of. */
final class TenantTable {

    static final TenantClassName ONE = TenantClassName.of("one");
    static final TenantClassName TWO = TenantClassName.of("two");

    private static final String PASSWORD = "of-the-catalog";

    private TenantTable() {}

    private static String role(TestDatabase database) {
        return database.name() + "_catalog";
    }

    /** Creates the table, the role that may read it, and a tenant. */
    static void create(TestDatabase database, String tenant) {
        database.execute(
                new TenantTableConfig(TenantClassName.of("catalog"), "dal_tenant", Duration.ofHours(1), "dal_tenant")
                        .ddl());
        database.execute("""
                create role %1$s login password '%2$s';
                grant select on dal_tenant to %1$s;
                insert into dal_tenant (tenant_id, tenant_class) values ('%3$s', 'one');
                """.formatted(role(database), PASSWORD, tenant));
    }

    static void drop(TestDatabase database) {
        database.execute("drop owned by %1$s; drop role %1$s".formatted(role(database)));
    }

    static WholeLayer open(TestDatabase database, Module... overrides) {
        return WholeLayer.configuredBy(
                """
                        dal.classes { one {}, two {} }
                        dal.unscoped.catalog { user = %s, password = %s }
                        dal.tenants.table { door = catalog, refresh = 1h }
                        """.formatted(role(database), PASSWORD), WholeLayer.environment(database), overrides);
    }

    /** Places a tenant, on a node that is the primary. */
    static void move(TestDatabase database, PostgresNode primary, String tenant, TenantClassName to) {
        try (Connection connection = database.connect(primary);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update dal_tenant set tenant_class = '" + to + "' where tenant_id = '" + tenant + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
