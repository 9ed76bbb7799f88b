package dal.benchmarks.hedge;

import dal.TenantDatabase;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.layer.Notes;
import dal.benchmarks.layer.Wires;
import dal.benchmarks.load.Contender;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.config.HedgingConfig;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Two of a hundred answers come 100 ms late: reads that ask a second replica against reads that wait. */
public final class Hedge {

    private static final double LATE_SHARE = 0.02;
    private static final Duration LATE = Duration.ofMillis(100);
    private static final Duration NETWORK = Duration.ofMillis(1);
    private static final HedgingConfig HEDGING = new HedgingConfig(0.05, 0.95, Duration.ofMillis(1));
    private static final int THREADS = 8;
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final int ROUNDS = 8;

    private Hedge() {}

    /** Starts a cluster and loads it both ways by turns. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder()
                        .replicas(3)
                        .setting("shared_preload_libraries", "pg_stat_statements")
                        .start();
                Wires wires = Wires.before(cluster.replicas())) {
            countStatements(cluster);
            Notes hedgedNotes = Notes.in(cluster, "hedged_note");
            Notes plainNotes = Notes.in(cluster, "plain_note");
            wires.proxies().forEach(proxy -> {
                proxy.delay(NETWORK);
                proxy.lateAnswers(LATE_SHARE, LATE);
            });
            PostgresNode primary = cluster.primary();
            Map<String, String> environment = Layer.environment(primary, primary.port(), wires.ports());
            try (Layer hedging = Layer.routedBy(routing -> routing.withHedging(HEDGING), environment);
                    Layer waiting = Layer.configuredBy(environment)) {
                LongAdder asked = new LongAdder();
                LongAdder askedPlainly = new LongAdder();
                Contender hedged = contender("hedged", hedging, hedgedNotes, asked);
                Contender unhedged = contender("unhedged", waiting, plainNotes, askedPlainly);
                Contender.interleave(List.of(hedged, unhedged), THREADS, TURN, ROUNDS);
                long sent = executions(cluster, "hedged_note");
                Progress.say(
                        "hedged: %,d reads asked, %,d statements on the servers; by the library's own account %,d hedges, %,d"
                                + " re-runs, %,d answers of the primary",
                        asked.sum(),
                        sent,
                        hedging.answers().hedges(),
                        hedging.answers().reruns(),
                        hedging.answers().fromOthers());
                Progress.say(
                        "unhedged: %,d reads asked, %,d statements on the servers",
                        askedPlainly.sum(), executions(cluster, "plain_note"));
                return new Figures()
                        .share("p99_ratio", (double) hedged.p99() / unhedged.p99())
                        .share("extra_load", (double) sent / asked.sum() - 1);
            }
        }
    }

    private static Contender contender(String name, Layer layer, Notes notes, LongAdder asked) {
        TenantDatabase database = layer.databases().database(TenantId.of("acme"));
        return new Contender(name, () -> {
            asked.increment();
            notes.readOne(database.dsl());
        });
    }

    private static void countStatements(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create extension pg_stat_statements");
        }
    }

    /** How often statements that read this table were executed, on all nodes. One that was cancelled before its end is not among them. */
    private static long executions(PostgresCluster cluster, String table) throws SQLException {
        long sum = 0;
        for (PostgresNode node : cluster.nodes()) {
            try (Connection connection = node.connect();
                    PreparedStatement statement =
                            connection.prepareStatement("select coalesce(sum(calls), 0)::bigint from pg_stat_statements"
                                    + " where query ilike 'select%from%' || ? || '%where%'")) {
                statement.setString(1, table);
                try (ResultSet calls = statement.executeQuery()) {
                    calls.next();
                    sum += calls.getLong(1);
                }
            }
        }
        return sum;
    }
}
