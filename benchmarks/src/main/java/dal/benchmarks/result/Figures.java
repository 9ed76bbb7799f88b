package dal.benchmarks.result;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run measured, in the order it is printed, and the tables behind it. */
public final class Figures {

    private final Map<String, String> figures = new LinkedHashMap<>();
    private final List<Table> tables = new ArrayList<>();

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

    /** Adds what stands behind the figures; tells it to people at once. */
    public Figures table(Table table) {
        tables.add(table);
        Progress.say("%s%n%n%s%n", table.title(), String.join("\n", table.markdown()));
        return this;
    }

    private Figures add(String key, String value) {
        figures.put(key, value);
        return this;
    }

    /** What was added as tables, in that order. */
    public List<Table> tables() {
        return List.copyOf(tables);
    }

    /** All of it as a document. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        figures.forEach((key, value) -> document.put(key, numberOrText(value)));
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("figures", document);
        Map<String, Object> byTitle = new LinkedHashMap<>();
        tables.forEach(table -> byTitle.put(table.title(), table.document()));
        whole.put("tables", byTitle);
        return whole;
    }

    /** A number where it is one, as it was rounded, {@code true} or {@code false}, or the text itself. */
    static Object numberOrText(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return new BigDecimal(text.replace(",", ""));
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /** {@code key=value key=value ...}. */
    @Override
    public String toString() {
        return figures.entrySet().stream()
                .map(figure -> figure.getKey() + "=" + figure.getValue())
                .collect(Collectors.joining(" "));
    }
}
