package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.ShutdownConfig;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.config.TlsConfig;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import dal.tenant.TenantClassName;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What it takes to observe a test's cluster. */
final class Topologies {

    static final ClusterName MAIN = ClusterName.of("main");
    static final NodeName PRIMARY = NodeName.of("primary");
    static final NodeName REPLICA1 = NodeName.of("replica1");
    static final NodeName REPLICA2 = NodeName.of("replica2");

    private Topologies() {}

    static DataAccessConfig config(MonitorConfig monitor, List<NodeConfig> nodes) {
        TenantClassName standard = TenantClassName.of("standard");
        return new DataAccessConfig(
                "test",
                Map.of(MAIN, new ClusterConfig(MAIN, nodes, null)),
                Map.of(standard, TenantClassConfig.of(standard, MAIN)),
                new TenantsConfig(Map.of(), standard),
                monitor,
                ShutdownConfig.within(Duration.ofSeconds(5)));
    }

    static List<NodeConfig> nodes(PostgresCluster cluster) {
        return cluster.nodes().stream().map(Topologies::node).toList();
    }

    static NodeConfig node(PostgresNode node) {
        return node(node, node.port());
    }

    static NodeConfig node(PostgresNode node, int port) {
        return new NodeConfig(
                NodeName.of(node.name()),
                new ConnectionConfig(
                        node.host(),
                        port,
                        "postgres",
                        node.user(),
                        Secret.of(node.password()),
                        TlsConfig.UNSPECIFIED,
                        false,
                        Map.of()));
    }

    /** Opens connections to what is discovered, with time limits as the real one sets them. */
    static NodeConnector connector(NodeDiscovery discovery) {
        return (cluster, name, purpose, timeout) -> {
            ConnectionConfig server = discovery.nodes(cluster).stream()
                    .filter(node -> node.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .connection();
            String seconds = Long.toString(Math.max(1, timeout.toSeconds()));
            Properties properties = new Properties();
            properties.setProperty("user", server.user());
            properties.setProperty("password", server.password().reveal());
            properties.setProperty("ApplicationName", purpose);
            properties.setProperty("loginTimeout", seconds);
            properties.setProperty("connectTimeout", seconds);
            return DriverManager.getConnection(server.jdbcUrl(), properties);
        };
    }

    /** What each node of a snapshot is, in order. */
    static List<Role> roles(TopologySnapshot snapshot) {
        return snapshot.nodes().stream().map(NodeState::role).toList();
    }

    /** How many monitors are connected to a node, as its server sees it. */
    static String monitors(PostgresNode node) throws SQLException {
        return value(node, "select count(*)::text from pg_stat_activity where application_name = 'monitor'");
    }

    static void execute(PostgresNode node, String sql) throws SQLException {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The text that a query tells. */
    static String value(PostgresNode node, String sql) throws SQLException {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
