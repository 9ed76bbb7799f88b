package dal.benchmarks.causal;

import dal.benchmarks.layer.Layer;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.succession.Succession;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Eight sessions in two processes write once a second each and read as fast as they can between, while three replicas are paused, killed and started again at random, and
 * halfway the primary dies and the most advanced replica takes its place. Commits wait for any one of the replicas.
 */
public final class Causal {

    private static final int REPLICAS = 3;
    private static final String ANY_ONE = "ANY 1 (*)";
    private static final Duration HALF = Duration.ofSeconds(30);

    private Causal() {}

    /** Starts a cluster and the processes, and sets disorder loose. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder()
                .replicas(REPLICAS)
                .synchronousStandbyNames(ANY_ONE)
                .start()) {
            // Of effect once it is the primary.
            cluster.replicas().forEach(replica -> replica.configure("synchronous_standby_names", ANY_ONE));
            schema(cluster);
            PostgresNode primary = cluster.primary();
            try (SessionProcesses processes = SessionProcesses.start(Layer.environment(
                    primary,
                    primary.port(),
                    cluster.replicas().stream().map(PostgresNode::port).toList()))) {
                return figures(cluster, processes);
            }
        }
    }

    private static void schema(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(Ledger.SCHEMA);
        }
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    private static Figures figures(PostgresCluster cluster, SessionProcesses processes)
            throws SQLException, InterruptedException {
        long seed = System.nanoTime();
        Progress.say("disorder begins, seed %d", seed);
        Disorder disorder = new Disorder(cluster, seed);
        disorder.reign(HALF);
        disorder.reviveAll();
        long promotion = Succession.afterKill(cluster, () -> Progress.say("the primary is dead"));
        disorder.forgetPauses();
        disorder.reign(HALF);
        Progress.say("ends %.1f s after the promotion", (System.nanoTime() - promotion) / 1e9);
        Totals totals = processes.stop();
        Progress.say("%s", totals);
        long answered = totals.fromReplicas() + totals.fromOthers();
        Progress.say(
                "failed=%d reads; of %d reads observed replicas answered %d",
                totals.failedReads(), answered, totals.fromReplicas());
        return new Figures()
                .count("reads", totals.reads())
                .count("stale", totals.stale())
                .share("replica_share", answered == 0 ? 0 : (double) totals.fromReplicas() / answered);
    }
}
