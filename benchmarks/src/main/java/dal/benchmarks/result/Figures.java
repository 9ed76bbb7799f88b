package dal.benchmarks.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run measured, in the order it is printed. */
public final class Figures {

    private final List<String> figures = new ArrayList<>();

    /** Adds a figure with two decimals. */
    public Figures ratio(String key, double value) {
        figures.add(key + "=" + String.format(Locale.ROOT, "%.2f", value));
        return this;
    }

    /** {@code key=value key=value ...}. */
    @Override
    public String toString() {
        return String.join(" ", figures);
    }
}
