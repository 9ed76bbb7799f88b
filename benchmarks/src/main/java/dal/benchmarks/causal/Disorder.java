package dal.benchmarks.causal;

import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Pauses the replay of replicas at random and resumes it, kills one at a time and starts it again. One thread alone uses it. */
final class Disorder {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int KILL_ONE_IN = 6;

    private final PostgresCluster cluster;
    private final Random random;
    private final Map<PostgresNode, Long> pausedUntil = new HashMap<>();
    private final Map<PostgresNode, Long> deadUntil = new HashMap<>();
    private int pauses;
    private int kills;

    Disorder(PostgresCluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
    }

    /** Goes on for that long; what it broke last may stay broken. */
    void reign(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            mendWhatIsDue();
            breakSomething();
            Thread.sleep(random.nextLong(50, 400));
        }
        Progress.say("%d pauses of replay and %d kills so far", pauses, kills);
    }

    private void mendWhatIsDue() {
        long now = System.nanoTime();
        for (PostgresNode node : cluster.replicas()) {
            if (deadUntil.getOrDefault(node, Long.MAX_VALUE) <= now) {
                revive(node);
            }
            if (pausedUntil.getOrDefault(node, Long.MAX_VALUE) <= now) {
                resume(node);
            }
        }
    }

    private void breakSomething() {
        List<PostgresNode> replicas = cluster.replicas();
        PostgresNode node = replicas.get(random.nextInt(replicas.size()));
        if (deadUntil.containsKey(node)) {
            return;
        }
        if (deadUntil.isEmpty() && random.nextInt(KILL_ONE_IN) == 0) {
            node.kill();
            kills++;
            pausedUntil.remove(node);
            deadUntil.put(node, after(200, 2_000));
        } else if (!pausedUntil.containsKey(node)) {
            node.pauseReplay();
            pauses++;
            pausedUntil.put(node, after(50, 1_500));
        }
    }

    private long after(int least, int most) {
        return System.nanoTime()
                + Duration.ofMillis(random.nextLong(least, most)).toNanos();
    }

    private void resume(PostgresNode node) {
        node.resumeReplay();
        pausedUntil.remove(node);
    }

    private void revive(PostgresNode node) {
        node.start();
        deadUntil.remove(node);
    }

    /** Starts who is dead and waits until everybody streams; paused ones stay paused. */
    void reviveAll() throws SQLException, InterruptedException {
        List.copyOf(deadUntil.keySet()).forEach(this::revive);
        long start = System.nanoTime();
        while (streaming() < cluster.replicas().size()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IllegalStateException("Not every replica streams again");
            }
            Thread.sleep(5);
        }
    }

    private int streaming() throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("select count(*) from pg_stat_replication where state = 'streaming'")) {
            count.next();
            return count.getInt(1);
        }
    }

    /** Somebody else has resumed every replica's replay. */
    void forgetPauses() {
        pausedUntil.clear();
    }
}
