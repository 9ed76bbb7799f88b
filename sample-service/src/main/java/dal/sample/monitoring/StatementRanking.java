package dal.sample.monitoring;

import dal.sample.http.Parameters;
import dal.telemetry.statistics.Column;
import dal.telemetry.statistics.QueryStatistics;
import dal.telemetry.statistics.StatementStatistics;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The statements with the most of something: {@code ?by=total&limit=20}. */
final class StatementRanking {

    private final QueryStatistics statistics;

    @Inject
    StatementRanking(QueryStatistics statistics) {
        this.statistics = statistics;
    }

    void answer(Context context) {
        String by = context.queryParam("by");
        // What names no column is ordered as if nothing had been asked.
        Column column = by == null ? Column.TOTAL : Column.of(by).orElse(Column.TOTAL);
        context.json(statistics.top(column, Parameters.limit(context)).stream()
                .map(StatementRanking::row)
                .toList());
    }

    private static Row row(StatementStatistics one) {
        return new Row(
                one.fingerprint(),
                one.summary(),
                one.text(),
                one.calls(),
                one.errors(),
                one.rows(),
                one.total().toNanos() / 1_000,
                one.mean().toNanos() / 1_000,
                one.p50().toNanos() / 1_000,
                one.p95().toNanos() / 1_000,
                one.p99().toNanos() / 1_000,
                one.max().toNanos() / 1_000,
                one.poolWait().toNanos() / 1_000,
                one.byRole().entrySet().stream()
                        .collect(Collectors.toMap(
                                role -> role.getKey().name().toLowerCase(Locale.ROOT), Map.Entry::getValue)));
    }

    /** One statement; times in microseconds. */
    record Row(
            String fingerprint,
            String summary,
            String text,
            long calls,
            Map<String, Long> errors,
            long rows,
            long totalMicros,
            long meanMicros,
            long p50Micros,
            long p95Micros,
            long p99Micros,
            long maxMicros,
            long poolWaitMicros,
            Map<String, Long> byRole) {}
}
