package dal.testing.cluster.internal;

import dal.testing.cluster.ClusterException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** The kit's own way in: no connection or question of its may hang on a server that a test has silenced. */
public final class Superuser {
    private static final String CONNECT_SECONDS = "5";
    private static final String ANSWER_SECONDS = "30";
    private static final int LOG_TAIL = 4_000;

    static {
        // A build tool's class loaders hide the driver from the DriverManager until somebody has named it.
        try {
            Class.forName("org.postgresql.Driver");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Superuser() {}

    public static Connection connect(Endpoint endpoint, ClusterPlan plan) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        properties.setProperty("ApplicationName", "dal-testing");
        return connect(endpoint, "postgres", plan.user(), plan.password(), properties);
    }

    /** A connection with no pool or proxy in between. */
    public static Connection connect(
            Endpoint endpoint, String database, String user, String password, Properties properties)
            throws SQLException {
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + endpoint.host() + ":" + endpoint.port() + "/" + database, properties);
    }

    /** Waits until the server takes connections; throws, with the tail of its log, once it is dead or out of time. */
    public static void awaitAccepted(Server server, ClusterPlan plan, Duration limit) {
        Polling.await(
                limit,
                () -> {
                    if (!server.isAlive()) {
                        throw new ClusterException(server.name() + " has not started: " + logTail(server));
                    }
                    return isAccepted(server.endpoint(), plan);
                },
                () -> server.name() + " does not accept connections: " + logTail(server));
    }

    /** The last lines the server has logged, for an error message. */
    public static String logTail(Server server) {
        String log = server.log();
        return log.substring(Math.max(0, log.length() - LOG_TAIL));
    }

    private static boolean isAccepted(Endpoint endpoint, ClusterPlan plan) {
        try (Connection connection = connect(endpoint, plan)) {
            return !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }
}
