package dal.core.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dal.config.ConnectionConfig;
import dal.config.PoolConfig;
import dal.config.TenantClassConfig;
import dal.status.PoolName;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/** Opens pools and announces each with its effective settings. */
final class PoolFactory {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(PoolFactory.class);

    private final Servers servers;
    private final ScheduledExecutorService housekeeping;

    PoolFactory(Servers servers, ScheduledExecutorService housekeeping) {
        this.servers = servers;
        this.housekeeping = housekeeping;
    }

    /** Opens a pool; it connects in the background, so a server that is down does not hold up the caller here. */
    ConnectionPool open(PoolName name, TenantClassConfig tenantClass) {
        ConnectionConfig connection = servers.node(name.cluster(), name.node()).connection();
        PoolConfig limits = tenantClass.pools().of(name.purpose());
        Properties properties = servers.properties(
                connection, name.tenantClass() + "/" + name.purpose().label());
        properties.putIfAbsent(
                "connectTimeout",
                Long.toString(Math.max(1, limits.acquireTimeout().toSeconds())));
        Duration statementTimeout = tenantClass.statementTimeout();
        if (statementTimeout.isPositive() && !connection.pooler()) {
            // A pooler in transaction mode refuses start-up options, or hands the session to somebody else.
            properties.merge(
                    "options",
                    "-c statement_timeout=" + statementTimeout.toMillis(),
                    (given, ours) -> given + " " + ours);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName(name.toString());
        config.setDataSource(new ServerSource(servers, connection, properties));
        config.setMaximumPoolSize(limits.max());
        config.setMinimumIdle(limits.min());
        config.setConnectionTimeout(limits.acquireTimeout().toMillis());
        config.setIdleTimeout(limits.idleTimeout().toMillis());
        config.setMaxLifetime(limits.maxLifetime().toMillis());
        config.setKeepaliveTime(limits.keepalive().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setScheduledExecutor(housekeeping);
        ConnectionPool pool = new ConnectionPool(name, new HikariDataSource(config));
        LOG.atInfo()
                .addKeyValue("pool", name)
                .addKeyValue("address", connection.address())
                .addKeyValue("database", connection.database())
                .addKeyValue("user", connection.user())
                .addKeyValue("sslmode", connection.tls().mode().value())
                .addKeyValue("max", limits.max())
                .addKeyValue("min", limits.min())
                .addKeyValue("acquireTimeout", limits.acquireTimeout())
                .addKeyValue("idleTimeout", limits.idleTimeout())
                .addKeyValue("maxLifetime", limits.maxLifetime())
                .addKeyValue("keepalive", limits.keepalive())
                .addKeyValue("statementTimeout", statementTimeout)
                .log("pool opened");
        return pool;
    }

    /** What HikariCP connects through. */
    private record ServerSource(Servers servers, ConnectionConfig connection, Properties properties)
            implements DataSource {

        /** HikariCP logs this at debug level, and the properties hold the password. */
        @Override
        public String toString() {
            return connection.toString();
        }

        @Override
        public Connection getConnection() throws SQLException {
            return servers.connect(connection, properties);
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLException("The pool's user is configured; another one is not taken", "28000");
        }

        @Override
        public PrintWriter getLogWriter() {
            return new PrintWriter(java.io.Writer.nullWriter());
        }

        @Override
        public void setLogWriter(PrintWriter writer) {
            // The driver logs through java.util.logging.
        }

        @Override
        public void setLoginTimeout(int seconds) {
            // The connect timeout is in the properties.
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getLogger("org.postgresql");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("Not a wrapper for " + type.getName());
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
