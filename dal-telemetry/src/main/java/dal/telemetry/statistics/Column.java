package dal.telemetry.statistics;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What statements can be ordered by, the most first. */
public enum Column {
    CALLS,
    ERRORS,
    ROWS,
    TOTAL,
    MEAN,
    P50,
    P95,
    P99,
    MAX,
    POOL_WAIT;

    Comparator<StatementStatistics> mostFirst() {
        Comparator<StatementStatistics> ascending = switch (this) {
            case CALLS -> Comparator.comparingLong(StatementStatistics::calls);
            case ERRORS -> Comparator.comparingLong(StatementStatistics::failures);
            case ROWS -> Comparator.comparingLong(StatementStatistics::rows);
            case TOTAL -> Comparator.comparing(StatementStatistics::total);
            case MEAN -> Comparator.comparing(StatementStatistics::mean);
            case P50 -> Comparator.comparing(StatementStatistics::p50);
            case P95 -> Comparator.comparing(StatementStatistics::p95);
            case P99 -> Comparator.comparing(StatementStatistics::p99);
            case MAX -> Comparator.comparing(StatementStatistics::max);
            case POOL_WAIT -> Comparator.comparing(StatementStatistics::poolWait);
        };
        return ascending.reversed();
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
