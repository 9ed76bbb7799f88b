package dal.core.testkit;

import static org.awaitility.Awaitility.await;

import dal.testing.cluster.PostgresNode;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Holds statements up on one server until the test lets them go, by an advisory lock: however slow the machine, what the test does meanwhile is done while they run.
 * Works on replicas and in read-only transactions too.
 */
public final class Barrier implements AutoCloseable {

    /** An expression that waits at the barrier of its server and of its database, where there is one, and is the empty text. */
    public static final String PASSED = "pg_advisory_xact_lock_shared(4711)::text";

    private static final String WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            + " and database = (select oid from pg_database where datname = current_database())";

    private final TestDatabase database;
    private final PostgresNode node;
    private final Connection lock;

    private Barrier(TestDatabase database, PostgresNode node, Connection lock) {
        this.database = database;
        this.node = node;
        this.lock = lock;
    }

    public static Barrier on(TestDatabase database, PostgresNode node) {
        try {
            Connection connection = database.connect(node);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_lock(4711)");
            }
            return new Barrier(database, node, connection);
        } catch (SQLException e) {
            throw new IllegalStateException("On " + node, e);
        }
    }

    /** Waits until one statement is held up. */
    public void awaitOne() {
        await().until(() -> Backends.number(database, node, WAITING) == 1);
    }

    /** Lets everybody go. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (SQLException e) {
            throw new IllegalStateException("On " + node, e);
        }
    }
}
