package dal.benchmarks.load;

import dal.benchmarks.result.Progress;
import dal.benchmarks.result.Table;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** One of several ways to do the same, and how long each of its calls took. */
public final class Contender {

    private static final int DIGITS = 3;

    /** Rounds that are not counted. */
    private static final int WARM_UP = 3;

    private final String name;
    private final Runnable call;
    private final Histogram taken = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(5), DIGITS);

    public Contender(String name, Runnable call) {
        this.name = name;
        this.call = call;
    }

    /**
     * Loads one after the other, again and again and each time the other way round, so that whatever else the machine does meets all alike and none always goes first. The first rounds
     * are not counted: pools fill, code is compiled.
     *
     * @param rounds how often each has its turn and is counted
     */
    public static void interleave(List<Contender> contenders, int threads, Duration turn, int rounds)
            throws InterruptedException {
        for (int round = -WARM_UP; round < rounds; round++) {
            if (round == 0) {
                contenders.forEach(contender -> contender.taken.reset());
            }
            for (Contender contender : round % 2 == 0 ? contenders : contenders.reversed()) {
                Load load = Load.of(threads, thread -> contender.once());
                Thread.sleep(turn);
                load.stop();
            }
        }
        contenders.forEach(Contender::tell);
    }

    private void once() {
        long start = System.nanoTime();
        call.run();
        taken.recordValue(System.nanoTime() - start);
    }

    private void tell() {
        Progress.say(
                "%-16s %,9d calls, p50 %.2f ms, p90 %.2f, p95 %.2f, p99 %.2f, p99.9 %.2f, longest %.2f",
                name, calls(), millis(50), millis(90), millis(95), millis(99), millis(99.9), millis(100));
    }

    /** Some of them beside each other. */
    public static Table table(String title, List<Contender> contenders) {
        Table table = new Table(title, "contestant", "calls", "p50 ms", "p95 ms", "p99 ms", "p99.9 ms");
        contenders.forEach(contender -> table.row(
                contender.name,
                Table.number(contender.calls()),
                contender.two(50),
                contender.two(95),
                contender.two(99),
                contender.two(99.9)));
        return table;
    }

    private String two(double percentile) {
        return Table.number(millis(percentile), 2);
    }

    /** How many calls were counted. */
    public long calls() {
        return taken.getTotalCount();
    }

    /** What 99 of 100 calls stayed within, in nanoseconds. */
    public long p99() {
        return taken.getValueAtPercentile(99);
    }

    private double millis(double percentile) {
        return taken.getValueAtPercentile(percentile) / 1e6;
    }
}
