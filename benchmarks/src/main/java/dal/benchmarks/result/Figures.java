package dal.benchmarks.result;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run measured, in the order it is printed. */
public final class Figures {

    private final List<String> figures = new ArrayList<>();

    /** Adds a figure with two decimals. */
    public Figures ratio(String key, double value) {
        return add(key, String.format(Locale.ROOT, "%.2f", value));
    }

    /** Adds a figure with three decimals, for what is compared with a limit of two. */
    public Figures share(String key, double value) {
        return add(key, String.format(Locale.ROOT, "%.3f", value));
    }

    /** Adds a number of things. */
    public Figures count(String key, long value) {
        return add(key, Long.toString(value));
    }

    /** Adds {@code true} or {@code false}. */
    public Figures flag(String key, boolean value) {
        return add(key, Boolean.toString(value));
    }

    /** Adds a time in whole milliseconds, rounded up. */
    public Figures milliseconds(String key, Duration value) {
        return add(key, Long.toString(value.plusNanos(999_999).toMillis()));
    }

    private Figures add(String key, String value) {
        figures.add(key + "=" + value);
        return this;
    }

    /** {@code key=value key=value ...}. */
    @Override
    public String toString() {
        return String.join(" ", figures);
    }
}
