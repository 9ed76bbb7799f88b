package dal.telemetry.statistics;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What statements can be ordered by, the most first. */
public enum Column {
    CALLS(Comparator.comparingLong(StatementStatistics::calls)),
    ERRORS(Comparator.comparingLong(StatementStatistics::failures)),
    ROWS(Comparator.comparingLong(StatementStatistics::rows)),
    TOTAL(Comparator.comparing(StatementStatistics::total)),
    MEAN(Comparator.comparing(StatementStatistics::mean)),
    P50(Comparator.comparing(StatementStatistics::p50)),
    P95(Comparator.comparing(StatementStatistics::p95)),
    P99(Comparator.comparing(StatementStatistics::p99)),
    MAX(Comparator.comparing(StatementStatistics::max)),
    POOL_WAIT(Comparator.comparing(StatementStatistics::poolWait));

    private final Comparator<StatementStatistics> mostFirst;

    Column(Comparator<StatementStatistics> ascending) {
        this.mostFirst = ascending.reversed();
    }

    Comparator<StatementStatistics> mostFirst() {
        return mostFirst;
    }

    /** The column of that name, in whatever case, {@code pool_wait} say. */
    public static Optional<Column> of(String name) {
        for (Column column : values()) {
            if (column.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }
}
