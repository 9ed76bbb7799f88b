package dal.benchmarks.migrate;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.migrations.Migrations;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Tenants with a schema each on one server, and how their migrations are reached.
 *
 * @param host where it listens
 * @param port there
 * @param user the superuser
 * @param password and the password
 */
record Schemas(String host, int port, String user, String password) {

    static final String BEFORE = "classpath:migrate-bench/before";
    static final String AFTER = "classpath:migrate-bench/after";
    private static final String NAME = "bench";
    private static final int AT_ONCE = 50;
    private static final int MAKERS = 4;

    static Schemas on(PostgresNode server) {
        return new Schemas(server.host(), server.port(), server.user(), server.password());
    }

    static List<String> named(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(number -> prefix + number).toList();
    }

    /**
     * All tenants at the version before. The first is migrated there; the others are copies, history included, which takes a tenth of the time; several connections
     * make them, since a machine that is busy gives each its share.
     */
    void create(List<String> tenants) throws SQLException, InterruptedException {
        migrations(tenants.subList(0, 1), BEFORE).migrate().orThrow();
        try (ExecutorService makers = Executors.newFixedThreadPool(MAKERS)) {
            List<Callable<Integer>> parts = new ArrayList<>();
            for (int from = 1; from < tenants.size(); from += AT_ONCE) {
                List<String> part = tenants.subList(from, Math.min(from + AT_ONCE, tenants.size()));
                parts.add(() -> copy(tenants.getFirst(), part));
            }
            for (Future<Integer> part : makers.invokeAll(parts)) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new SQLException("The schemas cannot be made", e.getCause());
        }
    }

    private int copy(String model, List<String> tenants) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            StringBuilder sql = new StringBuilder();
            for (String tenant : tenants) {
                sql.append("""
                        create schema %2$s;
                        create table %2$s.flyway_schema_history (like %1$s.flyway_schema_history including all);
                        insert into %2$s.flyway_schema_history select * from %1$s.flyway_schema_history;
                        create table %2$s.customer (like %1$s.customer including all);
                        create table %2$s.orders (like %1$s.orders including all);
                        alter table %2$s.orders add foreign key (customer_id) references %2$s.customer (id);
                        """.formatted("tenant_" + model, "tenant_" + tenant));
            }
            statement.execute(sql.toString());
        }
        return tenants.size();
    }

    DataAccessConfig config(List<String> tenants) {
        Map<String, Object> classes = new HashMap<>();
        tenants.forEach(tenant -> classes.put(tenant, "each"));
        Config file = ConfigFactory.parseMap(Map.of(
                "dal.clusters.main.primary",
                "postgresql://" + user + ":" + password + "@" + host + ":" + port + "/" + NAME,
                "dal.classes.each.isolation.schema-per-tenant.pattern",
                "tenant_{tenant}",
                "dal.tenants.classes",
                classes));
        return DataAccessConfigReader.read(file, Map.of());
    }

    Migrations migrations(List<String> tenants, String... scripts) {
        return Migrations.of(config(tenants)).scripts(scripts);
    }

    DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {host});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName(NAME);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query answers. */
    long number(String query) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
