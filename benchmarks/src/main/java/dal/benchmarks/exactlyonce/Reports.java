package dal.benchmarks.exactlyonce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What callers were told of their transactions, held against the rows that are there afterwards. Not thread-safe. */
final class Reports {

    private final List<Report> reports = new ArrayList<>();

    /** What a caller was told. */
    enum Told {
        COMMITTED,
        NOT_COMMITTED,
        UNKNOWN
    }

    /**
     * One transaction's. Each attempt at it writes two rows.
     *
     * @param id the transaction's
     * @param told what its caller was told
     * @param attempt the last one
     * @param resolved whether its outcome was asked of the server
     */
    record Report(long id, Told told, int attempt, boolean resolved) {

        /** Whether that is how it is. */
        boolean isTrue(Set<Row> rows) {
            boolean whole = rows.equals(Set.of(new Row(attempt, 1), new Row(attempt, 2)));
            return switch (told) {
                case COMMITTED -> whole;
                case NOT_COMMITTED -> rows.isEmpty();
                case UNKNOWN -> whole || rows.isEmpty();
            };
        }
    }

    /** A row of a transaction: which attempt wrote it, and which of its two it is. */
    record Row(int attempt, int part) {}

    void add(Report report) {
        reports.add(report);
    }

    long count() {
        return reports.size();
    }

    long count(Told told) {
        return reports.stream().filter(report -> report.told() == told).count();
    }

    long resolved() {
        return reports.stream().filter(Report::resolved).count();
    }

    /**
     * Those told wrongly.
     *
     * @param truth the rows of each transaction that has any
     */
    List<Report> misreported(Map<Long, Set<Row>> truth) {
        return reports.stream()
                .filter(report -> !report.isTrue(truth.getOrDefault(report.id(), Set.of())))
                .toList();
    }
}
