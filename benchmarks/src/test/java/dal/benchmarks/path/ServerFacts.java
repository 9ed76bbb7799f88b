package dal.benchmarks.path;

import dal.DbConnectionManager;
import dal.ReadOptions;
import dal.TenantDatabase;
import dal.cluster.NodeName;
import dal.status.NodeStatus;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jooq.DSLContext;

/** What is so, by the layer and past it. */
final class ServerFacts {

    static final String PORT = "select current_setting('port')::int";

    private ServerFacts() {}

    static TenantDatabase acme(WholeLayer layer) {
        return layer.databases().database(TenantId.of("acme"));
    }

    /** The port of the server that answers a read. */
    static int answering(WholeLayer layer, ReadOptions options) {
        return acme(layer).read(options, ServerFacts::port);
    }

    static int port(DSLContext dsl) {
        return Objects.requireNonNull(dsl.fetchSingle(PORT).get(0, Integer.class));
    }

    static NodeStatus node(DbConnectionManager databases, String name) {
        return databases.status().nodes().stream()
                .filter(node -> node.node().equals(NodeName.of(name)))
                .findFirst()
                .orElseThrow();
    }

    /** The number that a query tells on a server, past the layer. */
    static int number(TestDatabase database, PostgresNode node, String sql) {
        try (Connection connection = database.connect(node);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("On " + node + ": " + sql, e);
        }
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInSameThread();
    }
}
