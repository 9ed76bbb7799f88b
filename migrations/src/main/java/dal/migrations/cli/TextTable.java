package dal.migrations.cli;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Columns as wide as their widest cell, two spaces apart; nothing at all where there are no rows. */
record TextTable(String indent, List<String> heads, List<List<String>> cells) {

    TextTable(String indent, List<String> heads) {
        this(indent, heads, List.of());
    }

    TextTable rows(List<List<String>> rows) {
        return new TextTable(indent, heads, rows);
    }

    void appendTo(StringBuilder text) {
        if (cells.isEmpty()) {
            return;
        }
        int[] widths = IntStream.range(0, heads.size())
                .map(column -> rowsWithHead()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        rowsWithHead().forEach(row -> {
            StringBuilder line = new StringBuilder(indent);
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column))
                        .append(" ".repeat(widths[column] - row.get(column).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        });
    }

    private Stream<List<String>> rowsWithHead() {
        return Stream.concat(Stream.of(heads), cells.stream());
    }
}
