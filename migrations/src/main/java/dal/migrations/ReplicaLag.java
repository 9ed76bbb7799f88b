package dal.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds a run back while a replica of the server has too much to replay: a thousand rewritten tables would otherwise leave the service's reads without replicas.
 * A replica that is not connected is not waited for. Asks at most once a second. Thread-safe.
 */
final class ReplicaLag {

    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final String BEHIND = """
            select application_name, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint
            from pg_stat_replication where replay_lsn is not null order by 2 desc limit 1
            """;

    private final long most;
    private final Duration longest;
    private final ReentrantLock asking = new ReentrantLock();
    private long askedAt = System.nanoTime() - BETWEEN.toNanos();

    ReplicaLag(long most, Duration longest) {
        this.most = most;
        this.longest = longest;
    }

    /** Returns once no replica is too far behind; why the run has to end, where that takes too long. */
    @Nullable
    Fault await(Step step, Connection connection, MigrationListener listener) throws SQLException {
        if (most == 0) {
            return null;
        }
        asking.lock();
        try {
            if (System.nanoTime() - askedAt < BETWEEN.toNanos()) {
                return null;
            }
            long start = System.nanoTime();
            String behind = behind(connection);
            while (behind != null) {
                if (System.nanoTime() - start >= longest.toNanos() || !waited(step, behind, listener)) {
                    return new Fault(
                            behind,
                            "Look at that replica, or allow more (max-replica-lag), and run it again: what was done"
                                    + " stays done",
                            null,
                            0,
                            null,
                            null);
                }
                behind = behind(connection);
            }
            askedAt = System.nanoTime();
            return null;
        } finally {
            asking.unlock();
        }
    }

    private static boolean waited(Step step, String behind, MigrationListener listener) {
        listener.waits(step.target(), behind);
        return Pause.about(BETWEEN);
    }

    private @Nullable String behind(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BEHIND)) {
            return row.next() && row.getLong(2) > most
                    ? "Replica " + row.getString(1) + " has " + row.getLong(2) + " bytes of WAL to replay, more than "
                            + most
                    : null;
        }
    }
}
