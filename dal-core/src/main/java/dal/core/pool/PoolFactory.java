package dal.core.pool;

import com.zaxxer.hikari.HikariConfig;
import dal.config.ConnectionConfig;
import dal.config.MonitorConfig;
import dal.config.PoolConfig;
import dal.config.TenantClassConfig;
import dal.core.admission.Admission;
import dal.core.admission.Timing;
import dal.status.PoolName;
import java.sql.Connection;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens pools and announces each with its effective settings. */
final class PoolFactory {

    private static final Logger LOG = LoggerFactory.getLogger(PoolFactory.class);

    private static final Duration LEAST_CONNECT_LIMIT = Duration.ofSeconds(2);

    /** A connection may take so many times what an observation may. */
    private static final int CONNECT_TIMEOUTS = 4;

    private final Servers servers;
    private final Housekeeping housekeeping;
    private final PoolEvents events;
    private final Duration connectLimit;

    PoolFactory(Servers servers, Housekeeping housekeeping, PoolEvents events, MonitorConfig monitor) {
        this.servers = servers;
        this.housekeeping = housekeeping;
        this.events = events;
        this.connectLimit = connectLimit(monitor);
    }

    /**
     * Logging in is more work for a server than answering its monitor, and a machine under load is not a failed one. A node that its monitor loses does not hold
     * up an attempt for so long. In whole seconds, as the driver counts.
     */
    private static Duration connectLimit(MonitorConfig monitor) {
        Duration limit = monitor.timeout().multipliedBy(CONNECT_TIMEOUTS);
        return limit.compareTo(LEAST_CONNECT_LIMIT) < 0
                ? LEAST_CONNECT_LIMIT
                : Duration.ofSeconds(limit.plusMillis(999).toSeconds());
    }

    /** Opens a pool; it connects in the background, so a server that is down does not hold up the caller here. */
    ConnectionPool open(PoolName name, TenantClassConfig tenantClass, PoolConfig limits) {
        ConnectionConfig connection = servers.connection(name);
        // HikariCP logs what describes a data source at debug level, and the properties hold the password.
        PoolNews news = new PoolNews(name, events);
        Connector connector = new Connector(opening(name, connection, tenantClass), connection.toString(), news);
        HikariConfig config = new HikariConfig();
        config.setPoolName(name.toString());
        config.setDataSource(connector);
        config.setMaximumPoolSize(limits.max());
        config.setMinimumIdle(limits.min());
        config.setConnectionTimeout(limits.acquireTimeout().toMillis());
        config.setIdleTimeout(limits.idleTimeout().toMillis());
        config.setMaxLifetime(limits.maxLifetime().toMillis());
        config.setKeepaliveTime(limits.keepalive().toMillis());
        config.setValidationTimeout(connectLimit.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setScheduledExecutor(housekeeping);
        config.validate();
        ConnectionPool pool = new ConnectionPool(
                name,
                config,
                connector,
                news,
                connectLimit,
                new Admission(tenantClass.admission(), limits.max(), Timing.SYSTEM));
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
                .addKeyValue("statementTimeout", tenantClass.statementTimeout())
                .addKeyValue("busyPoll", tenantClass.pools().busyPoll())
                .log("pool opened");
        return pool;
    }

    /** What is said to a server is decided anew for each connection: a pooler may have turned out to stand in front of it. */
    private Connector.Opening opening(PoolName name, ConnectionConfig connection, TenantClassConfig tenantClass) {
        Duration statementTimeout = tenantClass.statementTimeout();
        return () -> {
            Properties properties = servers.properties(
                    connection, name.tenantClass() + "/" + name.purpose().label());
            if (statementTimeout.isPositive() && !servers.throughPooler(connection)) {
                // A pooler in transaction mode refuses start-up options, or hands the session to somebody else.
                properties.merge(
                        "options",
                        "-c statement_timeout=" + statementTimeout.toMillis(),
                        (given, ours) -> given + " " + ours);
            }
            try (Dialling dialling =
                    Dialling.begin(properties, tenantClass.pools().busyPoll())) {
                int given = limit(properties);
                Connection opened = servers.connect(connection, properties);
                dialling.succeeded();
                opened.setNetworkTimeout(Runnable::run, given);
                return opened.unwrap(BaseConnection.class);
            }
        };
    }

    /**
     * Limits how long connecting takes, reads included. A node that does not answer is noticed by its monitor, which ends the attempt; the limit is for the one
     * that answers its monitor.
     *
     * @return the limit that is configured for the reads that follow
     */
    private int limit(Properties properties) {
        String seconds = Long.toString(connectLimit.toSeconds());
        properties.putIfAbsent("connectTimeout", seconds);
        properties.putIfAbsent("loginTimeout", seconds);
        int given = socketTimeout(properties);
        if (given == 0 || given > connectLimit.toMillis()) {
            properties.setProperty("socketTimeout", seconds);
        }
        return given;
    }

    /** In milliseconds, as JDBC has it; zero for none. */
    private static int socketTimeout(Properties properties) {
        String seconds = properties.getProperty("socketTimeout", "0");
        return (int) Duration.ofSeconds(Long.parseLong(seconds)).toMillis();
    }
}
