package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema that a test migrates by itself, apart from those of every other test. */
record OneSchema(TestDatabase database, PostgresCluster cluster, String schema, ScriptFolder scripts) {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    OneSchema(TestDatabase database, PostgresCluster cluster, ScriptFolder scripts) {
        this(database, cluster, "test" + NUMBER.incrementAndGet(), scripts);
    }

    Migrations migrations() {
        return migrations(Configurations.single(to(cluster.primary())));
    }

    Migrations migrations(DataAccessConfig config) {
        return Migrations.of(config).scripts(scripts.location()).schema(schema);
    }

    ConnectionConfig to(PostgresNode node) {
        Login login = database.superuser();
        return Configurations.connection(node.host(), node.port(), database.name(), login.user(), login.password());
    }

    static TargetReport only(MigrationReport report) {
        assertThat(report.targets()).hasSize(1);
        return report.targets().getFirst();
    }

    /** Every value of the result, row by row; {@code %s} is the test's schema. */
    List<String> values(String query) {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query.formatted(schema))) {
            while (rows.next()) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    values.add(String.valueOf(rows.getString(column)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
        return values;
    }
}
