package dal.benchmarks.succession;

import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * The primary's sudden death and what a failover manager does then: of the replicas, all of which are up, the one that has received most of the log is promoted, and the
 * others follow it.
 */
public final class Succession {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(2);

    private Succession() {}

    /**
     * Kills the primary and replaces it; returns when the others stream from the new one.
     *
     * @param beforePromotion is run when the old primary is dead and the new one not asked yet
     * @return when the promotion was asked for, by {@link System#nanoTime}
     */
    public static long afterKill(PostgresCluster cluster, Runnable beforePromotion)
            throws SQLException, InterruptedException {
        List<PostgresNode> replicas = cluster.replicas();
        cluster.primary().kill();
        PostgresNode heir = null;
        long furthest = -1;
        for (PostgresNode replica : replicas) {
            awaitNoStream(replica);
            long received = received(replica);
            Progress.say("%s has received the log up to %X", replica.name(), received);
            if (received > furthest) {
                heir = replica;
                furthest = received;
            }
        }
        if (heir == null) {
            throw new IllegalStateException("There is no replica to promote");
        }
        beforePromotion.run();
        long asked = System.nanoTime();
        heir.promote();
        Progress.say("%s is the primary %.0f ms after it was asked to be", heir.name(), since(asked));
        for (PostgresNode other : cluster.replicas()) {
            other.resumeReplay();
            other.follow(heir);
        }
        Progress.say("the others follow it %.0f ms after that", since(asked));
        return asked;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /** What was on its way from the dead primary has then arrived. */
    private static void awaitNoStream(PostgresNode replica) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        while (number(replica, "select count(*) from pg_stat_wal_receiver where status = 'streaming'") > 0) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IllegalStateException(replica + " still streams from the dead primary");
            }
            Thread.sleep(LOOK);
        }
    }

    private static long received(PostgresNode replica) throws SQLException {
        return number(
                replica,
                "select (greatest(coalesce(pg_last_wal_receive_lsn(), '0/0'), coalesce(pg_last_wal_replay_lsn(), '0/0'))"
                        + " - '0/0')::bigint");
    }

    private static long number(PostgresNode node, String query) throws SQLException {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
