package dal.benchmarks.drain;

import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ends a process of 64 clients by SIGTERM in the middle of short and long work, 50 times, each time at another moment. Lost is work that was accepted and neither
 * finished nor reported to its client, or reported otherwise than it ended; late is whoever ends more than a second after the deadline.
 */
public final class Drain {

    private static final int RUNS = 50;
    private static final int AT_ONCE = 1;
    private static final int EARLIEST_MILLIS = 100;
    private static final int LATEST_MILLIS = 1_000;

    private Drain() {}

    /** Measures. */
    public static Figures measure() throws SQLException, InterruptedException, ExecutionException {
        try (PostgresCluster cluster = PostgresCluster.builder().start();
                ExecutorService lanes = Executors.newFixedThreadPool(AT_ONCE)) {
            prepare(cluster.primary());
            List<Future<Run>> runs = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                String name = "drain" + i;
                Duration moment =
                        Duration.ofMillis(ThreadLocalRandom.current().nextInt(EARLIEST_MILLIS, LATEST_MILLIS));
                runs.add(lanes.submit(() -> told(name, moment, Run.of(cluster.primary(), name, moment))));
            }
            long lost = 0;
            int left = 0;
            int late = 0;
            for (Future<Run> run : runs) {
                lost += run.get().lost();
                left += run.get().backendsLeft();
                late += run.get().late() ? 1 : 0;
            }
            return new Figures()
                    .count("runs", runs.size())
                    .count("lost", lost)
                    .count("backends_left", left)
                    .count("late_exits", late);
        }
    }

    /** Makes what the clients write to. */
    static void prepare(PostgresNode server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table work (name text primary key)");
        }
    }

    private static Run told(String name, Duration moment, Run run) {
        Progress.say(
                "%s: signal after %d ms, %,d accepted, %d cut short or refused and told so, %d lost, %d backends left,"
                        + " ended after %d ms",
                name,
                moment.toMillis(),
                run.accepted(),
                run.failed(),
                run.lost(),
                run.backendsLeft(),
                run.took().toMillis());
        return run;
    }
}
