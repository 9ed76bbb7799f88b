package dal.benchmarks.crowd;

import dal.TenantDatabase;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.load.Load;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.error.PoolExhaustedException;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Twenty times what a pool can do is asked of it for half a minute, by 20 tenants, whether or not they are answered. What it can do is measured in the same run,
 * by as many callers as it has connections.
 */
public final class Overload {

    private static final int POOL = 10;
    private static final int TENANTS = 20;
    private static final int TIMES = 20;
    private static final Duration HELD = Duration.ofMillis(100);
    private static final Duration ALONE = Duration.ofSeconds(10);
    private static final Duration LENGTH = Duration.ofSeconds(30);
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(30);

    private final List<TenantDatabase> tenants;
    private final Busy busy = new Busy(HELD);
    private final Histogram accepted = new ConcurrentHistogram(3);
    private final Histogram turnedAway = new ConcurrentHistogram(3);
    private final LongAdder inTime = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder untyped = new LongAdder();

    private Overload(Layer layer) {
        this.tenants = IntStream.range(0, TENANTS)
                .mapToObj(number -> layer.databases().database(TenantId.of("tenant-" + number)))
                .toList();
    }

    /** Starts a server and overloads it. */
    public static Figures measure() throws InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            PostgresNode primary = cluster.primary();
            Map<String, String> environment = new HashMap<>(Layer.environment(primary, primary.port(), List.of()));
            environment.put("PG_POOL_MAX", Integer.toString(POOL));
            environment.put("PG_POOL_MIN", Integer.toString(POOL));
            try (Layer layer = Layer.configuredBy(environment)) {
                return new Overload(layer).run();
            }
        }
    }

    private Figures run() throws InterruptedException {
        loaded(Duration.ofSeconds(3));
        double capacity = loaded(ALONE);
        Progress.say("a pool of %d does %.0f calls a second; %.0f are asked of it", POOL, capacity, capacity * TIMES);
        int asked;
        long recovery;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            long end = System.nanoTime() + LENGTH.toNanos();
            asked = Pace.keep(
                    capacity * TIMES, LENGTH, (dueAt, number) -> callers.execute(() -> ask(number, dueAt, end)));
            recovery = recovery();
        }
        // Everybody has been answered: of those who still waited when the pool had recovered, errors count as well.
        Progress.say(
                "%,d asked, %,d done in time, %,d refused (p50 after %.0f ms, p99 %.0f), %,d failed otherwise",
                asked,
                inTime.sum(),
                refused.sum(),
                turnedAway.getValueAtPercentile(50) / 1e6,
                turnedAway.getValueAtPercentile(99) / 1e6,
                untyped.sum());
        return new Figures()
                .share("goodput_ratio", inTime.sum() / (capacity * LENGTH.toSeconds()))
                .milliseconds("accepted_p99_ms", Duration.ofNanos(accepted.getValueAtPercentile(99)))
                .count("untyped_errors", untyped.sum())
                .milliseconds("recovery_ms", Duration.ofNanos(recovery));
    }

    /** Calls a second that as many callers as connections are answered. */
    private double loaded(Duration length) throws InterruptedException {
        long before = busy.done();
        long start = System.nanoTime();
        Load load = Load.of(POOL, thread -> busy.call(tenants.get(thread)));
        Thread.sleep(length);
        load.stop();
        return (busy.done() - before) * 1e9 / (System.nanoTime() - start);
    }

    private void ask(int number, long dueAt, long end) {
        try {
            busy.call(tenants.get(number % TENANTS));
            long now = System.nanoTime();
            accepted.recordValue(now - dueAt);
            if (now <= end) {
                inTime.increment();
            }
        } catch (PoolExhaustedException e) {
            turnedAway.recordValue(System.nanoTime() - dueAt);
            if (e.retryAfter().isPositive()) {
                refused.increment();
            } else {
                untyped.increment();
            }
        } catch (RuntimeException e) {
            if (untyped.sum() == 0) {
                Progress.say("failed otherwise: %s", e);
            }
            untyped.increment();
        }
    }

    /** How long after the load a call takes no longer than twice what it needs, as it did before. */
    private long recovery() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LONGEST_RECOVERY.toNanos()) {
            long asked = System.nanoTime();
            try {
                busy.call(tenants.getFirst());
                if (System.nanoTime() - asked < 2 * HELD.toNanos()) {
                    return asked - start;
                }
            } catch (PoolExhaustedException e) {
                // Not recovered yet.
                Thread.onSpinWait();
            }
        }
        throw new IllegalStateException("The pool did not recover within " + LONGEST_RECOVERY);
    }
}
