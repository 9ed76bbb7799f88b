package dal.benchmarks.slices;

import dal.benchmarks.result.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Subjects that have their turn one after the other, a slice of calls each, round after round. Each round begins with another one. A ratio of two subjects is the median
 * of the ratios of their slices of one round, which lie milliseconds apart: on a busy machine that is far steadier than the ratio of two medians of a whole run.
 *
 * <p>Bytes are those that the calling thread allocates: a subject that works on threads of its own would look cheaper than it is.
 */
public final class Slices {

    /** However slow the machine is. */
    private static final int FEWEST_ROUNDS = 5;

    private final Map<String, Taken> subjects = new LinkedHashMap<>();

    private Slices(List<Subject> subjects) {
        subjects.forEach(subject -> this.subjects.put(subject.name(), new Taken(subject)));
    }

    /**
     * Measures.
     *
     * @param calls how many calls a slice has
     * @param warmUp for how long calls are not counted: code is compiled, statements are prepared
     * @param counted for how long they are
     */
    public static Slices measure(List<Subject> subjects, int calls, Duration warmUp, Duration counted) {
        Slices slices = new Slices(subjects);
        slices.run(calls, warmUp);
        slices.subjects.values().forEach(Taken::forget);
        slices.run(calls, counted);
        slices.tell();
        return slices;
    }

    private void run(int calls, Duration duration) {
        List<Taken> order = List.copyOf(subjects.values());
        long end = System.nanoTime() + duration.toNanos();
        for (int round = 0; round < FEWEST_ROUNDS || System.nanoTime() < end; round++) {
            for (int i = 0; i < order.size(); i++) {
                order.get((round + i) % order.size()).slice(calls);
            }
        }
    }

    private void tell() {
        Progress.say("%d rounds", subjects.values().iterator().next().rounds());
        for (Taken taken : subjects.values()) {
            Progress.say(
                    "| %-22s | p50 %7.1f us | p90 %7.1f | p99 %7.1f | processor %6.1f us | %,8.0f bytes |",
                    taken.subject().name(),
                    taken.median() / 1e3,
                    taken.micros(90),
                    taken.micros(99),
                    taken.processor() / 1e3,
                    taken.bytes());
        }
    }

    /** How long one takes for each unit of time the other takes: below 1 where it is faster. */
    public double time(String one, String other) {
        return taken(one).over(taken(other));
    }

    /** The same against the fastest of some: the largest of the ratios. */
    public double timeOverBest(String one, List<String> others) {
        return others.stream().mapToDouble(other -> time(one, other)).max().orElseThrow();
    }

    /** How much processor time the calling thread of one uses for each unit that the other's does. */
    public double processor(String one, String other) {
        return taken(one).processorOver(taken(other));
    }

    /** How many bytes one allocates for each that the other does. */
    public double bytes(String one, String other) {
        return taken(one).bytes() / taken(other).bytes();
    }

    private Taken taken(String name) {
        return Objects.requireNonNull(subjects.get(name), name);
    }
}
