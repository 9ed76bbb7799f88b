package dal.core.pool;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.config.UnscopedConfig;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.status.PoolName;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** Opens connections. Nobody else does: what a connection is called, how it is secured and what it starts with is decided here. */
public final class Servers implements NodeConnector {

    private static final int MAX_APPLICATION_NAME = 63;

    private final DataAccessConfig config;
    private final NodeDiscovery discovery;
    private final Dialer dialer;
    private final Set<Endpoint> poolers = ConcurrentHashMap.newKeySet();
    private final List<Runnable> onPooler = new CopyOnWriteArrayList<>();

    /** Over the driver itself. */
    public Servers(DataAccessConfig config, NodeDiscovery discovery) {
        this(config, discovery, driver());
    }

    @Inject
    public Servers(DataAccessConfig config, NodeDiscovery discovery, Dialer dialer) {
        this.config = config;
        this.discovery = discovery;
        this.dialer = dialer;
    }

    /** Every connection as PostgreSQL's driver makes it. */
    public static Dialer driver() {
        return new Driver()::connect;
    }

    /** Makes a connection. Something that fails on purpose may stand in for the driver here. */
    @FunctionalInterface
    public interface Dialer {

        /** A connection, which unwraps to a {@link org.postgresql.core.BaseConnection}; null if the URL is not one to be connected to. */
        @Nullable
        Connection dial(String url, Properties properties) throws SQLException;
    }

    /**
     * The node as it is known now.
     *
     * @throws IllegalArgumentException if there is no such node, or no longer
     */
    public NodeConfig node(ClusterName cluster, NodeName node) {
        NodeConfig known = find(cluster, node);
        if (known == null) {
            throw new IllegalArgumentException("Cluster '" + cluster + "' has no node '" + node + "'");
        }
        return known;
    }

    /** The node as it is known now; null if there is no such node, or no longer. */
    public @Nullable NodeConfig find(ClusterName cluster, NodeName node) {
        for (NodeConfig known : discovery.nodes(cluster)) {
            if (known.name().equals(node)) {
                return known;
            }
        }
        return null;
    }

    /** A pooler turned out to stand in front of a server that is not said to have one. */
    public void foundPooler(ConnectionConfig connection) {
        if (poolers.add(Endpoint.of(connection))) {
            onPooler.forEach(Runnable::run);
        }
    }

    /** Has that run, on the finder's thread, whenever a pooler was found: connections made before were opened as to a server itself. */
    void onPooler(Runnable listener) {
        onPooler.add(listener);
    }

    /** Whether a pooler in transaction mode stands in front of it, as far as is known. */
    public boolean throughPooler(ConnectionConfig connection) {
        return connection.pooler() || (!poolers.isEmpty() && poolers.contains(Endpoint.of(connection)));
    }

    /** Whether a pooler that nobody declared was found in front of that pool's node. */
    boolean foundPoolerBefore(PoolName pool) {
        NodeConfig node = find(pool.cluster(), pool.node());
        return node != null && !node.connection().pooler() && throughPooler(node.connection());
    }

    /**
     * How the connections of that pool log in: those of a door of no tenant as the door's own role, all others as the node says.
     *
     * @throws IllegalArgumentException if there is no such node, or no longer
     */
    ConnectionConfig connection(PoolName pool) {
        ConnectionConfig connection = node(pool.cluster(), pool.node()).connection();
        UnscopedConfig door = config.unscoped().get(pool.tenantClass());
        return door == null ? connection : connection.loggingInAs(door.user(), door.password());
    }

    @Override
    public Connection open(ClusterName cluster, NodeName node, String purpose, Duration timeout) throws SQLException {
        ConnectionConfig connection = node(cluster, node).connection();
        Properties properties = properties(connection, purpose);
        properties.setProperty("loginTimeout", seconds(timeout));
        properties.setProperty("connectTimeout", seconds(timeout));
        Connection opened = connect(connection, properties);
        opened.setNetworkTimeout(Runnable::run, (int) Math.max(1, timeout.toMillis()));
        return opened;
    }

    Connection connect(ConnectionConfig connection, Properties properties) throws SQLException {
        Connection opened = dialer.dial(connection.jdbcUrl(), properties);
        if (opened == null) {
            throw new SQLException("The driver did not accept the URL of " + connection.address(), "08001");
        }
        return opened;
    }

    /** What a connection to that server starts with; {@code purpose} ends its application_name. */
    Properties properties(ConnectionConfig connection, String purpose) {
        Properties properties = new Properties();
        properties.putAll(connection.driverSettings());
        properties.setProperty("user", connection.user());
        if (!connection.password().isEmpty()) {
            properties.setProperty("password", connection.password().reveal());
        }
        // Lets the driver send the name with the start-up packet instead of in a statement of its own.
        properties.putIfAbsent("assumeMinServerVersion", "12");
        properties.setProperty("ApplicationName", applicationName(purpose));
        properties.putIfAbsent("tcpKeepAlive", "true");
        properties.putIfAbsent("logServerErrorDetail", "false");
        if (throughPooler(connection)) {
            // PgBouncer before 1.21, and any that has max_prepared_statements = 0, loses prepared statements between
            // transactions.
            properties.putIfAbsent("prepareThreshold", "0");
        }
        return properties;
    }

    private String applicationName(String purpose) {
        String name = config.applicationName() + "/" + purpose;
        return name.length() <= MAX_APPLICATION_NAME ? name : name.substring(0, MAX_APPLICATION_NAME);
    }

    private static String seconds(Duration timeout) {
        return Long.toString(Math.max(1, timeout.plusMillis(999).toSeconds()));
    }

    /** Where connections lead, whoever logs in. */
    private record Endpoint(String host, int port, String database) {

        static Endpoint of(ConnectionConfig connection) {
            return new Endpoint(connection.host(), connection.port(), connection.database());
        }
    }
}
