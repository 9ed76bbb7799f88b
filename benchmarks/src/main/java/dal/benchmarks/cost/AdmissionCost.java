package dal.benchmarks.cost;

import dal.benchmarks.result.Figures;
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

/** What it costs to be admitted where nobody waits: taking a permit and giving it back. */
public final class AdmissionCost {

    private AdmissionCost() {}

    /** Measures in three processes of its own. */
    public static Figures measure() throws RunnerException {
        Options options = new OptionsBuilder()
                .include(AdmissionState.class.getName() + ".takeAndGiveBack")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(3)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .build();
        RunResult result = new Runner(options).runSingle();
        Result<?> bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "bytes");
        return new Figures().ratio("ns", result.getPrimaryResult().getScore()).ratio("bytes", bytes.getScore());
    }
}
