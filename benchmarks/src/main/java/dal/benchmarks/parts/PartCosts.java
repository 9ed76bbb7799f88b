package dal.benchmarks.parts;

import dal.benchmarks.cost.AdmissionState;
import dal.benchmarks.cost.TelemetryState;
import dal.benchmarks.cost.WorkerTime;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The parts of a query's way, each by itself, without the server: the time of the fastest of many short iterations, and the bytes it allocates. Two of
 * them, admission and span, have benchmarks of their own that look closer.
 */
public final class PartCosts {

    /** A part's name and the benchmark that is it, in the order a query meets them. */
    private static final Map<String, String> PARTS = parts();

    private PartCosts() {}

    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("service", Wired.class.getName() + ".service");
        parts.put("route", Wired.class.getName() + ".route");
        parts.put("admission", AdmissionState.class.getName() + ".takeAndGiveBack");
        parts.put("lease", Wired.class.getName() + ".lease");
        parts.put("bind", Bound.class.getName() + ".bind");
        parts.put("transaction", Wired.class.getName() + ".transaction");
        parts.put("span", TelemetryState.class.getName() + ".query");
        return parts;
    }

    /** Measures each part in a process of its own. */
    public static Figures measure() throws RunnerException {
        Figures figures = new Figures();
        Table table =
                new Table("The parts of a query's way", "part", "ns of the processor", "ns by the clock", "bytes");
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            RunResult result = new Runner(options(part.getValue())).runSingle();
            double nanos = secondary(result, WorkerTime.NAME);
            double bytes = secondary(result, "gc.alloc.rate.norm");
            table.row(
                    part.getKey(),
                    Table.number(nanos, 1),
                    Table.number(result.getPrimaryResult().getStatistics().getMin(), 1),
                    Table.number(bytes, 0));
            figures.ratio(part.getKey() + "_ns", nanos).count(part.getKey() + "_bytes", Math.round(bytes));
        }
        return figures.table(table);
    }

    private static Options options(String benchmark) {
        return new OptionsBuilder()
                .include("^" + benchmark.replace(".", "\\.") + "$")
                // Of the telemetry alone.
                .param("watch", TelemetryState.Watch.SAMPLED.name())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(750))
                .measurementIterations(15)
                .measurementTime(TimeValue.milliseconds(200))
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .addProfiler(WorkerTime.class)
                .build();
    }

    private static double secondary(RunResult result, String name) {
        return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
                .getScore();
    }
}
