package dal.benchmarks.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What was found wrong, with the first few told in words. Not thread-safe. */
final class Findings {

    /** A promise broken. */
    enum Violation {
        /** An answer older than a token or a bound of staleness allows. */
        STALE,
        /** Work for the primary sent to a node that is not held for the one primary, or while two are. */
        WRONG_PRIMARY,
        /** A read sent to what is no replica, or to one that is drained, ejected or excluded. */
        NOT_AVAILABLE,
        /** A healthy node ejected, or one that failed back earlier than its backoff allows or without a probe. */
        FLAPPING,
        /** A node that fails again and again is still asked. */
        NOT_EJECTED,
        /** More ejected than the cap allows. */
        TOO_MANY_EJECTED,
        /** More reads than a bounded multiple of its share. */
        HERD,
        /** No reads at all for a replica as good as the others. */
        STARVED,
        /** A wait without a reason or without an end, or a refusal without a reason. */
        UNREASONABLE,
        /** More reads asked twice than the budget has. */
        OVER_BUDGET
    }

    private static final int MOST_WORDS = 10;

    private final Map<Violation, Long> counts = new EnumMap<>(Violation.class);
    private final StringBuilder words = new StringBuilder();
    private int told;
    private final long world;

    /**
     * None yet.
     *
     * @param world the number that the world follows from
     */
    Findings(long world) {
        this.world = world;
    }

    void add(Violation violation, Supplier<String> what) {
        if (counts.merge(violation, 1L, Long::sum) <= 3 && told < MOST_WORDS) {
            told++;
            words.append("world ")
                    .append(world)
                    .append(": ")
                    .append(violation)
                    .append(": ")
                    .append(what.get())
                    .append(System.lineSeparator());
        }
    }

    void addAll(Findings others) {
        others.counts.forEach((violation, count) -> counts.merge(violation, count, Long::sum));
        if (told < MOST_WORDS) {
            told += others.told;
            words.append(others.words);
        }
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<Violation, Long> counts() {
        return counts;
    }

    /** Empty where nothing was found. */
    @Override
    public String toString() {
        return words.toString();
    }
}
