package dal.benchmarks.slices;

import dal.benchmarks.result.Progress;
import dal.benchmarks.result.Table;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Subjects that have their turn one after the other, a slice of calls each, round after round. Each round begins with another one. A ratio of two subjects is the median
 * of the ratios of their slices of one round, which lie less than a second apart: on a busy machine that is far steadier than the ratio of two medians of a whole run.
 *
 * <p>Where the operating system puts a server's process stays as it is for long, and one contestant is luckier than another: sets of subjects that were set up one after
 * the other are put together ({@link #and}).
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
     * @param calls how many calls a slice has: hundreds, or what is timed is mostly how a subject finds the caches that the one before it left
     * @param warmUp for how long calls are not counted: code is compiled, statements are prepared
     * @param counted for how long they are
     */
    public static Slices measure(List<Subject> subjects, int calls, Duration warmUp, Duration counted) {
        Slices slices = new Slices(subjects);
        slices.run(calls, warmUp);
        slices.subjects.values().forEach(Taken::forget);
        slices.run(calls, counted);
        Progress.say("%d rounds", slices.subjects.values().iterator().next().rounds());
        return slices;
    }

    /** The same subjects, set up anew and measured again: their slices count as if they had been of this run. */
    public Slices and(Slices more) {
        more.subjects.forEach((name, taken) -> taken(name).add(taken));
        return this;
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

    /** All subjects beside each other. */
    public Table table(String title) {
        Table table = new Table(title, "contestant", "p50 us", "p90 us", "p99 us", "processor us", "bytes");
        for (Taken taken : subjects.values()) {
            table.row(
                    taken.subject().name(),
                    Table.number(taken.median() / 1e3, 1),
                    Table.number(taken.micros(90), 1),
                    Table.number(taken.micros(99), 1),
                    Table.number(taken.processor() / 1e3, 1),
                    Table.number(taken.bytes(), 0));
        }
        return table;
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
