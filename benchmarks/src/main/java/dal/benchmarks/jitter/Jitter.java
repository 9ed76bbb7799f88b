package dal.benchmarks.jitter;

import dal.benchmarks.peers.Desk;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.result.Table;
import dal.testing.cluster.PostgresCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * 128 threads, four reads to a write of two rows, a millisecond of network each way, and two of a hundred answers held back by up to 200 ms more: as long as nothing
 * else happens, and with the primary out of reach for a second of each turn. What is compared is the worse of the two.
 */
public final class Jitter {

    private static final int THREADS = 128;
    private static final Duration TURN = Duration.ofSeconds(5);
    private static final int ROUNDS = 3;
    private static final int WARM_UP = 2;

    /** Few enough that whoever compiles gets a processor: with all of them nothing would be warm for minutes. */
    private static final int WARM_UP_THREADS = 8;

    private static final Duration BEFORE_CUT = Duration.ofSeconds(3);
    private static final Duration CUT = Duration.ofSeconds(1);
    private static final Duration AFTER_CUT = Duration.ofSeconds(7);
    private static final int CUTS = 2;
    private static final String CONNECTIONS = "600";

    private Jitter() {}

    /** One way to load a row and count what came of it. */
    @FunctionalInterface
    private interface Turn {
        void of(Row row, Tally tally) throws InterruptedException;
    }

    /** Starts a primary with two replicas and loads it four ways by turns. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder()
                .replicas(2)
                .setting("max_connections", CONNECTIONS)
                .start()) {
            Desk.in(cluster);
            try (Rows rows = new Rows(cluster)) {
                Figures figures = new Figures();
                Progress.say("warming up");
                run(rows.all(), WARM_UP, (row, tally) -> row.turn(tally, WARM_UP_THREADS, TURN));
                run(rows.all(), WARM_UP, Jitter::calm);
                Map<String, Tally> calm = run(rows.all(), ROUNDS, Jitter::calm);
                figures.table(table(THREADS + " threads, 1 ms each way, 2 % of answers up to 200 ms late", calm));
                Map<String, Tally> cut =
                        run(rows.all(), CUTS, (row, tally) -> row.turn(tally, THREADS, BEFORE_CUT, CUT, AFTER_CUT));
                figures.table(table("The same, the primary cut for 1 s of " + total().toSeconds(), cut));
                return compare(calm, cut, figures);
            }
        }
    }

    private static Duration total() {
        return BEFORE_CUT.plus(CUT).plus(AFTER_CUT);
    }

    private static void calm(Row row, Tally tally) throws InterruptedException {
        row.turn(tally, THREADS, TURN);
    }

    private static Map<String, Tally> run(List<Row> rows, int rounds, Turn turn) throws InterruptedException {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        rows.forEach(row -> tallies.put(row.name(), new Tally()));
        for (int round = 0; round < rounds; round++) {
            for (Row row : round % 2 == 0 ? rows : rows.reversed()) {
                turn.of(row, of(tallies, row.name()));
            }
        }
        return tallies;
    }

    private static Table table(String title, Map<String, Tally> tallies) {
        Table table = new Table(title, "row", Tally.COLUMNS);
        tallies.forEach((name, tally) -> {
            table.row(name, tally.cells());
            if (!tally.failures().isEmpty()) {
                Progress.say("%s:%n    %s", name, tally.failures());
            }
        });
        return table;
    }

    private static Figures compare(Map<String, Tally> calm, Map<String, Tally> cut, Figures figures) {
        Tally ours = of(calm, Rows.LIBRARY);
        Tally oursCut = of(cut, Rows.LIBRARY);
        Tally tuned = of(calm, Rows.TUNED_POOL);
        Tally tunedCut = of(cut, Rows.TUNED_POOL);
        return figures.share("p99_vs_tuned", Math.max(ours.p99() / tuned.p99(), oursCut.p99() / tunedCut.p99()))
                .share("reuse", Math.min(ours.reuse(), oursCut.reuse()))
                .share(
                        "alloc_vs_tuned",
                        Math.max(
                                ours.bytesPerCall() / tuned.bytesPerCall(),
                                oursCut.bytesPerCall() / tunedCut.bytesPerCall()))
                .count("failed_reads", ours.failedReads() + oursCut.failedReads())
                .share("failed_writes_percent", Math.max(ours.failedWritesPercent(), oursCut.failedWritesPercent()));
    }

    private static Tally of(Map<String, Tally> tallies, String name) {
        return Objects.requireNonNull(tallies.get(name), name);
    }
}
