package dal.benchmarks.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run measured of several, a row for each. Cells are numbers, or words where there is no number. */
public final class Table {

    private final String title;
    private final String rowsAre;
    private final List<String> columns;
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    /**
     * Makes an empty one.
     *
     * @param title what was measured, how
     * @param rowsAre what a row stands for
     */
    public Table(String title, String rowsAre, String... columns) {
        this.title = title;
        this.rowsAre = rowsAre;
        this.columns = List.of(columns);
    }

    /** Adds a row. Numbers are formatted by whoever measured them, who knows how many digits of them mean something. */
    public Table row(String name, String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(name + " has " + cells.length + " cells for " + columns);
        }
        rows.put(name, List.of(cells));
        return this;
    }

    /** A number of things as it stands in a cell. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number as it stands in a cell: with so many decimals, and its thousands apart. */
    public static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    public String title() {
        return title;
    }

    /** As Markdown: a header, a line that aligns numbers to the right, and the rows. */
    public List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(line(rowsAre, columns));
        lines.add("| --- |" + String.join("", Collections.nCopies(columns.size(), " ---: |")));
        rows.forEach((name, cells) -> lines.add(line(name, cells)));
        return lines;
    }

    private static String line(String first, List<String> others) {
        return others.stream().collect(Collectors.joining(" | ", "| " + first + " | ", " |"));
    }

    /** As a document: for each row its cells by their column. */
    Map<String, Map<String, Object>> document() {
        Map<String, Map<String, Object>> document = new LinkedHashMap<>();
        rows.forEach((name, cells) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), Figures.numberOrText(cells.get(i)));
            }
            document.put(name, row);
        });
        return document;
    }
}
