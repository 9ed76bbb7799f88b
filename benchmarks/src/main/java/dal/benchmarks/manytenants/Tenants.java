package dal.benchmarks.manytenants;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.config.TenantsConfig;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tenants of several classes, with a row each in a table that row-level security guards. Made anew each time they are named: nothing here keeps one. */
final class Tenants {

    private static final String NAME = "bench";

    private static final String POOLS = """
            dal.defaults {
              isolation { row-level-security { setting = app.tenant_id } }
              pools { close-after = 1s, primary { max = 4, min = 0 } }
            }
            """;

    private final PostgresCluster cluster;
    private final int classes;

    private Tenants(PostgresCluster cluster, int classes) {
        this.cluster = cluster;
        this.classes = classes;
    }

    static Tenants in(PostgresCluster cluster, int classes, int tenants) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table note (tenant text, id int, text text, primary key (tenant, id));
                    insert into note select 'tenant-' || i, 1, 'of ' || i from generate_series(0, %d) i;
                    alter table note enable row level security;
                    create policy tenant on note using (tenant = current_setting('app.tenant_id'));
                    create role app login nosuperuser password 'app';
                    grant select, update on note to app;
                    """.formatted(tenants - 1));
        }
        // Outside a transaction's text.
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze note");
        }
        return new Tenants(cluster, classes);
    }

    static TenantId tenant(int number) {
        return TenantId.of("tenant-" + number);
    }

    /** A service that knows so many of them. */
    Service serve(int tenants) {
        Injector injector = Guice.createInjector(new CoreModule(config(tenants)), new RoutingModule());
        return new Service(injector.getInstance(DbConnectionManager.class), tenants);
    }

    private DataAccessConfig config(int tenants) {
        PostgresNode primary = cluster.primary();
        String names = IntStream.range(0, classes)
                .mapToObj(number -> "dal.classes.class-" + number + " {}\n")
                .collect(Collectors.joining());
        DataAccessConfig read = DataAccessConfigReader.read(
                ConfigFactory.parseString(POOLS + names),
                Map.of(
                        "DATABASE_URL",
                        "postgresql://app:app@127.0.0.1:" + primary.port() + "/postgres",
                        "PG_APP_NAME",
                        NAME));
        Map<TenantId, TenantClassName> placed = IntStream.range(0, tenants)
                .boxed()
                .collect(Collectors.toMap(Tenants::tenant, number -> TenantClassName.of("class-" + number % classes)));
        return new DataAccessConfig(
                read.applicationName(),
                read.clusters(),
                read.classes(),
                new TenantsConfig(placed, null),
                read.monitor(),
                read.routing(),
                read.unscoped(),
                read.budget(),
                read.shutdown());
    }

    /** Connections of the services, but the monitors': counted by the server. */
    long connections() throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*) from pg_stat_activity where application_name like '"
                                + NAME + "/%' and application_name <> '" + NAME + "/monitor'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
