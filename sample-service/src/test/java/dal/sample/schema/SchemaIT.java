package dal.sample.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.config.DataAccessConfigReader;
import dal.migrations.Migrations;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The schema itself keeps tenants apart. It belongs to a role that is no superuser, as it should wherever it is run. */
@PostgresTest
final class SchemaIT {

    private static final Login OWNER = new Login("schema_it_owner", "owner");
    private static final Login SERVICE = new Login("retail_app", "service");
    private static final List<String> TABLES = List.of("product", "stock", "customer", "customer_order", "order_line");

    /** Those, and the one that is empty but for a moment. */
    private static final List<String> ALL_TABLES =
            Stream.concat(TABLES.stream(), Stream.of("outbox")).toList();

    private static final List<String> TENANTS = List.of(
            "acme",
            "bluebird",
            "cobalt",
            "driftwood",
            "ember",
            "foxglove",
            "granite",
            "harbour",
            "ivory",
            "juniper",
            "kestrel",
            "lantern");

    private static List<String> guardedBeforeLoading = List.of();

    private final TestDatabase database;
    private final PostgresCluster cluster;

    SchemaIT(TestDatabase database, PostgresCluster cluster) {
        this.database = database;
        this.cluster = cluster;
    }

    @BeforeAll
    static void migrateAndLoad(TestDatabase database, PostgresCluster cluster) throws SQLException {
        database.execute("""
                create role %1$s login createrole password '%2$s';
                grant create on database %3$s to %1$s;
                grant create on schema public to %1$s;
                """.formatted(OWNER.user(), OWNER.password(), database.name()));
        Migrations.of(DataAccessConfigReader.fromEnvironment(
                        Map.of("DATABASE_URL", database.uri(cluster.primary(), OWNER))))
                .migrate()
                .orThrow();
        database.execute("alter role %s password '%s'".formatted(SERVICE.user(), SERVICE.password()));
        try (Connection owner = database.connect(cluster.primary(), OWNER)) {
            guardedBeforeLoading = guarded(owner);
        }
        load(database, cluster);
    }

    @Test
    void everyTableIsUnderForcedRowLevelSecurityWithAPolicyForReadingAndWriting() throws SQLException {
        try (Connection owner = database.connect(cluster.primary(), OWNER)) {
            assertThat(values(owner, """
                    select relname from pg_class
                    where relnamespace = 'retail'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
                    """)).containsExactlyInAnyOrderElementsOf(ALL_TABLES);
            // The script that loads the data lifts FORCE for a while, and has to put it back.
            assertThat(guardedBeforeLoading).containsExactlyInAnyOrderElementsOf(ALL_TABLES);
            assertThat(guarded(owner)).containsExactlyInAnyOrderElementsOf(ALL_TABLES);
        }
    }

    @Test
    void theServicesRoleIsHeldToIt() throws SQLException {
        try (Connection service = database.connect(cluster.primary(), SERVICE)) {
            assertThat(values(service, """
                    select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user
                    """)).containsExactly("f", "f", "f", "f");
            assertThat(values(service, "select relname from pg_class where relowner = current_user::regrole"))
                    .isEmpty();
            for (String table : ALL_TABLES) {
                refused(service, "42501", "truncate retail." + table + " cascade");
            }
        }
    }

    @Test
    void withoutATenantNeitherTheServiceNorTheOwnerSeesARow() throws SQLException {
        for (Login login : List.of(SERVICE, OWNER)) {
            try (Connection connection = database.connect(cluster.primary(), login)) {
                assertNothingIsSeen(connection);
                // A setting that was made in a transaction reads as the empty text ever after.
                connection.setAutoCommit(false);
                bind(connection, "acme");
                assertThat(count(connection, "product")).isPositive();
                connection.rollback();
                connection.setAutoCommit(true);
                assertThat(values(connection, "select current_setting('app.tenant_id')"))
                        .containsExactly("");
                assertNothingIsSeen(connection);
            }
        }
    }

    @Test
    void everyTenantSeesItsRowsAndNoOthers() throws SQLException {
        try (Connection everything = database.connect();
                Connection service = database.connect(cluster.primary(), SERVICE)) {
            for (String table : TABLES) {
                long all = 0;
                for (String tenant : TENANTS) {
                    bind(service, tenant);
                    assertThat(values(service, "select distinct tenant_id from retail." + table))
                            .containsExactly(tenant);
                    all += count(service, table);
                }
                assertThat(all).as(table).isEqualTo(count(everything, table)).isGreaterThan(3_000);
            }
        }
    }

    @Test
    void aTenantCannotWriteAnothersRows() throws SQLException {
        try (Connection service = database.connect(cluster.primary(), SERVICE)) {
            bind(service, "acme");
            refused(
                    service,
                    "42501",
                    "insert into retail.customer (tenant_id, name, email) values ('ember', 'Eve', 'eve@example.com')");
            for (String table : TABLES) {
                refused(service, "42501", "update retail." + table + " set tenant_id = 'ember'");
            }
            assertThat(updated(service, "update retail.product set price = 0 where tenant_id <> 'acme'"))
                    .isZero();
            assertThat(updated(service, "delete from retail.stock where tenant_id <> 'acme'"))
                    .isZero();
        }
    }

    @Test
    void withoutATenantNothingCanBeWritten() throws SQLException {
        String insert = "insert into retail.customer (name, email) values ('Eve', 'eve@example.com')";
        try (Connection service = database.connect(cluster.primary(), SERVICE)) {
            refused(service, "42704", insert);
            bind(service, "");
            refused(service, "23514", insert);
            assertThat(updated(service, "update retail.product set price = 0")).isZero();
        }
    }

    @Test
    void aRowCannotPointToAnotherTenants() throws SQLException {
        try (Connection service = database.connect(cluster.primary(), SERVICE)) {
            bind(service, "ember");
            String foreign =
                    values(service, "select min(id) from retail.customer").getFirst();
            bind(service, "acme");
            refused(
                    service,
                    "23503",
                    "insert into retail.customer_order (customer_id, total) values (" + foreign + ", 1)");
        }
    }

    @Test
    void theTenantNeedNotBeNamedAndStockCannotBeOverdrawn() throws SQLException {
        try (Connection service = database.connect(cluster.primary(), SERVICE)) {
            bind(service, "acme");
            service.setAutoCommit(false);
            assertThat(updated(service, "insert into retail.customer (name, email) values ('Eve', 'eve@example.com')"))
                    .isOne();
            service.rollback();
            service.setAutoCommit(true);
            refused(service, "23514", "update retail.stock set quantity = quantity - 100000");
        }
    }

    @Test
    void theDemonstrationsDataIsWholeAndLoadedOnce() throws SQLException {
        load(database, cluster);
        try (Connection everything = database.connect()) {
            assertThat(count(everything, "product")).isEqualTo(4_800);
            assertThat(count(everything, "stock")).isEqualTo(4_800);
            assertThat(count(everything, "customer")).isEqualTo(3_440);
            assertThat(count(everything, "customer_order")).isEqualTo(14_060);
            assertThat(values(everything, """
                    select count(*) from retail.customer_order o
                    where o.placed_at > now() or o.placed_at < now() - interval '92 days'
                       or o.total <> (select sum(l.quantity * l.unit_price) from retail.order_line l
                                      where l.tenant_id = o.tenant_id and l.order_id = o.id)
                    """)).containsExactly("0");
        }
    }

    private static List<String> guarded(Connection connection) throws SQLException {
        return values(connection, """
                select c.relname from pg_class c
                where c.relnamespace = 'retail'::regnamespace and c.relkind = 'r'
                  and c.relrowsecurity and c.relforcerowsecurity
                  and exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
                              and pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid))
                """);
    }

    private static void load(TestDatabase database, PostgresCluster cluster) throws SQLException {
        try (Connection owner = database.connect(cluster.primary(), OWNER);
                Statement statement = owner.createStatement()) {
            statement.execute(resource("/demo/data.sql"));
        }
    }

    private static String resource(String name) {
        try (InputStream stream = SchemaIT.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static void assertNothingIsSeen(Connection connection) throws SQLException {
        for (String table : TABLES) {
            assertThat(count(connection, table)).as(table).isZero();
        }
    }

    private static void bind(Connection connection, String tenant) throws SQLException {
        try (var statement = connection.prepareStatement("select set_config('app.tenant_id', ?, ?)")) {
            statement.setString(1, tenant);
            statement.setBoolean(2, !connection.getAutoCommit());
            statement.execute();
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        return Long.parseLong(
                values(connection, "select count(*) from retail." + table).getFirst());
    }

    private static int updated(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static void refused(Connection connection, String sqlState, String sql) {
        assertThatExceptionOfType(SQLException.class)
                .as(sql)
                .isThrownBy(() -> updated(connection, sql))
                .satisfies(error -> assertThat(error.getSQLState()).as(sql).isEqualTo(sqlState));
    }

    private static List<String> values(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    values.add(rows.getString(column));
                }
            }
        }
        return values;
    }
}
