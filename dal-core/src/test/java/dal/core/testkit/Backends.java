package dal.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.testing.cluster.PostgresNode;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The layer's own sessions on one server, as its superuser sees them. */
public final class Backends {

    /** Tells which server answers, and takes a minute on those whose ports are bound. */
    public static final String WHERE_UNLESS_SLOW = "select inet_server_port() as port,"
            + " case when inet_server_port() = any(?::int[]) then pg_sleep(60)::text end as slept";

    private static final String OURS = " from pg_stat_activity where application_name like 'it/%'"
            + " and datname = current_database() and pid <> pg_backend_pid() ";

    private Backends() {}

    /** Waits until so many are in {@code pg_sleep}. */
    public static void awaitAsleep(TestDatabase database, PostgresNode node, int sessions) {
        await().until(() -> asleep(database, node) == sessions);
    }

    /** How many are in {@code pg_sleep}. */
    public static int asleep(TestDatabase database, PostgresNode node) {
        return number(database, node, "select count(*)" + OURS + "and state = 'active' and wait_event = 'PgSleep'");
    }

    /** Ends all of them, as an administrator does. */
    public static void terminate(TestDatabase database, PostgresNode node) {
        int ended = number(database, node, "select count(*) filter (where pg_terminate_backend(pid, 30000))" + OURS);
        assertThat(ended).as("sessions ended on " + node).isPositive();
    }

    /** The number that a query tells on a node. */
    public static int number(TestDatabase database, PostgresNode node, String sql) {
        try (Connection connection = database.connect(node);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("On " + node + ": " + sql, e);
        }
    }

    /** A node's port as an array of one, for {@link #WHERE_UNLESS_SLOW}. */
    public static String ports(PostgresNode... nodes) {
        StringBuilder ports = new StringBuilder("{");
        for (PostgresNode node : nodes) {
            ports.append(ports.length() == 1 ? "" : ",").append(node.port());
        }
        return ports.append('}').toString();
    }
}
