package dal.benchmarks;

import dal.benchmarks.result.Figures;
import dal.benchmarks.roundtrips.RoundTrips;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Runs one benchmark by its name, and ends with the line {@code RESULT NAME key=value ...}. */
public final class Bench {

    private static final Map<String, Callable<Figures>> BENCHMARKS =
            new TreeMap<>(Map.of("roundtrips", RoundTrips::measure));

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Callable<Figures> benchmark = arguments.length == 1 ? BENCHMARKS.get(arguments[0]) : null;
        if (benchmark == null) {
            System.err.println("usage: ./dev bench NAME, with one of " + BENCHMARKS.keySet());
            System.exit(2);
            return;
        }
        Figures figures = benchmark.call();
        System.out.println("RESULT " + arguments[0] + " " + figures);
    }
}
