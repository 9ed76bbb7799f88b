package dal.benchmarks.cost;

import dal.benchmarks.cost.TelemetryState.Watch;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What watching adds to each query, in time and memory: a query that is observed by nobody is taken off each figure. {@code unsampled} is below a span that is
 * not sampled, as in most requests of a service that samples few; {@code root} is the same where the query begins its trace. Sending spans, which another
 * thread does, is left out.
 *
 * <p>Time is the processor's, of the fastest of many short iterations: what else runs on the machine then counts least.
 */
public final class TelemetryCost {

    private TelemetryCost() {}

    /** Measures each way of watching in two processes of its own. */
    public static Figures measure() throws RunnerException {
        Options options = new OptionsBuilder()
                .include(TelemetryState.class.getName() + ".query")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(2)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(25)
                .measurementTime(TimeValue.milliseconds(200))
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .addProfiler(WorkerTime.class)
                .build();
        Map<Watch, Double> nanos = new EnumMap<>(Watch.class);
        Map<Watch, Double> bytes = new EnumMap<>(Watch.class);
        Collection<RunResult> results = new Runner(options).run();
        for (RunResult result : results) {
            Watch watch = Watch.valueOf(result.getParams().getParam("watch"));
            Result<?> allocated =
                    Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "bytes");
            nanos.put(
                    watch,
                    Objects.requireNonNull(result.getSecondaryResults().get(WorkerTime.NAME), "time")
                            .getScore());
            bytes.put(watch, allocated.getScore());
            Progress.say(
                    "%s: %.1f ns of the processor, %.1f ns by the clock, %.1f bytes",
                    watch, nanos.get(watch), result.getPrimaryResult().getScore(), allocated.getScore());
        }
        Figures figures = new Figures();
        for (Watch watch : Watch.values()) {
            if (watch != Watch.NOBODY) {
                String key = watch.name().toLowerCase(java.util.Locale.ROOT);
                figures.ratio(key + "_ns", added(nanos, watch));
                figures.ratio(key + "_bytes", added(bytes, watch));
            }
        }
        return figures;
    }

    private static double added(Map<Watch, Double> scores, Watch watch) {
        return Objects.requireNonNull(scores.get(watch), watch::name)
                - Objects.requireNonNull(scores.get(Watch.NOBODY), "nobody");
    }
}
