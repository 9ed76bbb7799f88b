package dal.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares values with their limits and gathers what is wrong, each fault beginning with the key it is about. */
final class Limits {

    /** The longest that drivers and pools can wait, who count milliseconds in an int: some 24 days. */
    static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private final List<String> faults = new ArrayList<>();

    Limits atLeast(String key, long least, long value) {
        if (value < least) {
            faults.add(key + " has to be at least " + least + ", not " + value);
        }
        return this;
    }

    Limits atLeast(String key, Duration least, Duration value) {
        if (value.compareTo(least) < 0) {
            faults.add(key + " has to be at least " + least + ", not " + value);
        }
        return this;
    }

    /** Both ends are allowed. */
    Limits fromUpTo(String key, Duration least, Duration most, Duration value) {
        return atLeast(key, least, value).atMost(key, most, most.toString(), value);
    }

    /** Both ends are allowed; the upper one is {@link #LONGEST}. */
    Limits fromUpToLongest(String key, Duration least, Duration value) {
        return atLeast(key, least, value).atMost(key, LONGEST, "24 days", value);
    }

    private Limits atMost(String key, Duration most, String text, Duration value) {
        if (value.compareTo(most) > 0) {
            faults.add(key + " has to be at most " + text + ", not " + value);
        }
        return this;
    }

    /** Both ends are allowed. */
    Limits between(String key, double least, double most, double value) {
        if (!(value >= least && value <= most)) {
            faults.add(key + " has to lie between " + text(least) + " and " + text(most) + ", not " + value);
        }
        return this;
    }

    /** Any other condition; {@code fault} goes on after the key. */
    Limits require(boolean holds, String key, String fault) {
        if (!holds) {
            faults.add(key + " " + fault);
        }
        return this;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * To be called in a constructor.
     *
     * @throws IllegalArgumentException listing every fault
     */
    static void orThrow(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    private static String text(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
