package dal.benchmarks.crowd;

import dal.TenantDatabase;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.layer.Notes;
import dal.benchmarks.load.Load;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.error.PoolExhaustedException;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Tenant A floods a pool of 10 with 200 ms queries from 64 threads while tenant B reads 20 times a second in the same class, against B alone, by turns.
 */
public final class NoisyNeighbour {

    private static final int POOL = 10;
    private static final int FLOODING = 64;
    private static final double READS_PER_SECOND = 20;
    private static final Duration HELD = Duration.ofMillis(200);
    private static final Duration TURN = Duration.ofSeconds(8);
    private static final Duration SWELL = Duration.ofSeconds(1);
    private static final int ROUNDS = 5;

    private final Layer layer;
    private final Notes notes;
    private final Histogram alone = new Histogram(3);
    private final Histogram beside = new Histogram(3);
    private long refused;
    private double used;

    private NoisyNeighbour(Layer layer, Notes notes) {
        this.layer = layer;
        this.notes = notes;
    }

    /** Starts a server and loads it both ways by turns. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            Notes notes = Notes.in(cluster, "note");
            PostgresNode primary = cluster.primary();
            Map<String, String> environment = new HashMap<>(Layer.environment(primary, primary.port(), List.of()));
            environment.put("PG_POOL_MAX", Integer.toString(POOL));
            environment.put("PG_POOL_MIN", Integer.toString(POOL));
            try (Layer layer = Layer.configuredBy(environment)) {
                return new NoisyNeighbour(layer, notes).run();
            }
        }
    }

    private Figures run() throws InterruptedException {
        read(new Histogram(3));
        for (int round = 0; round < ROUNDS; round++) {
            read(alone);
            flooded();
        }
        tell("B alone", alone);
        tell("B beside A", beside);
        return new Figures()
                .ratio("victim_p99_ratio", (double) beside.getValueAtPercentile(99) / alone.getValueAtPercentile(99))
                .count("victim_refused", refused)
                .share("capacity_used", used / ROUNDS);
    }

    private void flooded() throws InterruptedException {
        Busy flood = new Busy(HELD);
        TenantDatabase noisy = layer.databases().database(TenantId.of("a"));
        Load load = Load.of(FLOODING, thread -> flood.insist(noisy));
        Thread.sleep(SWELL);
        long start = System.nanoTime();
        long before = flood.done();
        read(beside);
        double seconds = (System.nanoTime() - start) / 1e9;
        double busy = (flood.done() - before) * HELD.toMillis() / 1e3;
        load.stop();
        used += busy / (seconds * POOL);
        Progress.say("A: %d done, %d refused", flood.done(), flood.refused());
    }

    private void read(Histogram taken) {
        TenantDatabase victim = layer.databases().database(TenantId.of("b"));
        Pace.keep(READS_PER_SECOND, TURN, (dueAt, number) -> {
            try {
                notes.readOne(victim.dsl());
            } catch (PoolExhaustedException e) {
                refused++;
            }
            taken.recordValue(System.nanoTime() - dueAt);
        });
    }

    private static void tell(String who, Histogram taken) {
        Progress.say(
                "%-10s %,6d reads, p50 %.2f ms, p99 %.2f, longest %.2f",
                who,
                taken.getTotalCount(),
                taken.getValueAtPercentile(50) / 1e6,
                taken.getValueAtPercentile(99) / 1e6,
                taken.getMaxValue() / 1e6);
    }
}
