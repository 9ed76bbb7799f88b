package dal.benchmarks.gate;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import dal.benchmarks.result.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured before, and how much worse is no regression.
 *
 * @param ratios as they were, by a key such as {@code read.p50}
 * @param times how much more a ratio of times may be, as a share of it
 * @param bytes the same of a ratio of bytes
 */
record Recorded(Map<String, Double> ratios, double times, double bytes) {

    private static final String HEAD = """
            # What the library takes for each unit that jOOQ on HikariCP by hand takes, one thread on loopback. `./dev bench gate` compares with it, and
            # `./dev bench gate record` writes it anew: on a quiet machine, or the times, above all the sampled one, are higher than they would be alone.

            # How much more is no regression, as a share. Times of one run on a machine that does other things too differ by a good part of this.
            """;

    Recorded {
        ratios = Map.copyOf(ratios);
    }

    static Recorded of(Config file) {
        Config kept = file.getConfig("ratios");
        Map<String, Double> ratios = new LinkedHashMap<>();
        kept.entrySet()
                .forEach(entry -> ratios.put(
                        String.join(".", ConfigUtil.splitPath(entry.getKey())), kept.getDouble(entry.getKey())));
        return new Recorded(ratios, file.getDouble("tolerance.time"), file.getDouble("tolerance.bytes"));
    }

    /** The same tolerances for what was measured now. */
    Recorded with(Map<String, Double> measured) {
        return new Recorded(measured, times, bytes);
    }

    /** Those that are worse than they may be, one that was never recorded and one that is no number among them. */
    List<String> exceededBy(Map<String, Double> measured) {
        return measured.entrySet().stream()
                .filter(ratio -> !(ratio.getValue() <= limit(ratio.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The most a ratio may be; nothing at all where none was recorded. */
    private double limit(String key) {
        Double before = ratios.get(key);
        return before == null ? 0 : before * (1 + (key.contains("bytes") ? bytes : times));
    }

    /** Measured, recorded and allowed beside each other. */
    Table compared(Map<String, Double> measured) {
        Table table = new Table("The library for each unit of jOOQ + HikariCP", "ratio", "now", "recorded", "limit");
        measured.forEach((key, now) -> table.row(
                key,
                Table.number(now, 3),
                Table.number(ratios.getOrDefault(key, Double.NaN), 3),
                Table.number(limit(key), 3)));
        return table;
    }

    /** As it stands in its file. */
    String text() {
        StringBuilder text = new StringBuilder(HEAD)
                .append(String.format(
                        Locale.ROOT, "tolerance { time = %.2f, bytes = %.2f }%n%nratios {%n", times, bytes));
        new TreeMap<>(ratios)
                .forEach((key, value) -> text.append("  ")
                        .append(key)
                        .append(" = ")
                        .append(String.format(Locale.ROOT, "%.3f", value))
                        .append('\n'));
        return text.append("}\n").toString();
    }
}
