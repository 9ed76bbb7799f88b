package dal.telemetry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.Execution.Kind;
import dal.spi.ExecutionObserver;
import dal.spi.RouteReason;
import dal.telemetry.Ended;
import dal.telemetry.Executions;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.WatchingObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QueryStatisticsTest {

    private final QueryStatistics statistics = new QueryStatistics(4);
    private final ExecutionObserver observer =
            new WatchingObserver(new StatementDescriptions(10_000), List.of(statistics));

    @Test
    void countsAndTimesAStatementByItsShape() {
        for (int i = 1; i <= 100; i++) {
            run("select * from orders where id in (?" + ", ?".repeat(i % 7) + ")", millis(i), Duration.ofMillis(1));
        }

        assertThat(statistics.top(Column.TOTAL, 10)).hasSize(1);
        StatementStatistics orders = statistics.top(Column.TOTAL, 10).getFirst();
        assertThat(orders.calls()).isEqualTo(100);
        assertThat(orders.summary()).isEqualTo("SELECT orders");
        assertThat(orders.text()).isEqualTo("select * from orders where id in (...)");
        assertThat(orders.rows()).isEqualTo(200);
        assertThat(orders.total()).isEqualTo(millis(5050));
        assertThat(orders.mean()).isEqualTo(Duration.ofNanos(50_500_000));
        assertThat(orders.poolWait()).isEqualTo(millis(100));
        assertThat(orders.p50().toMillis()).isCloseTo(50, within(1L));
        assertThat(orders.p95().toMillis()).isCloseTo(95, within(1L));
        assertThat(orders.p99().toMillis()).isCloseTo(99, within(1L));
        assertThat(orders.max().toMillis()).isCloseTo(100, within(1L));
        assertThat(orders.byRole()).isEqualTo(Map.of(Role.REPLICA, 100L));
        assertThat(orders.errors()).isEmpty();
    }

    @Test
    void countsErrorsByTheirCode() {
        Execution statement = Executions.statement(Executions.SELECT);
        observer.finished(
                statement, observer.started(statement, null), Executions.failure(Executions.timedOut(), "57014"));
        observer.finished(
                statement, observer.started(statement, null), Executions.failure(new IllegalStateException("s"), null));

        StatementStatistics failed = statistics.top(Column.ERRORS, 1).getFirst();
        assertThat(failed.errors()).isEqualTo(Map.of("TIMED_OUT", 1L, "_OTHER", 1L));
        assertThat(failed.failures()).isEqualTo(2);
    }

    @Test
    void countsAStatementThatMovedOnce() {
        Execution statement = Executions.statement(Executions.SELECT);
        Object state = observer.started(statement, null);
        Execution again =
                Executions.again(Kind.RERUN, Executions.REPLICA, Role.REPLICA, RouteReason.REPLICAS_UNAVAILABLE);
        observer.finished(again, observer.started(again, state), Executions.success(millis(1)));
        observer.finished(statement, state, Executions.success(millis(3)));

        assertThat(statistics.top(Column.CALLS, 10))
                .singleElement()
                .satisfies(one -> assertThat(one.calls()).isEqualTo(1));
    }

    @Test
    void putsTheOnesWithTheLeastTimeTogetherWhereThereAreTooMany() {
        for (int i = 1; i <= 6; i++) {
            run("select * from t" + i, millis(i == 2 ? 1 : 100 * i), Duration.ZERO);
        }

        List<StatementStatistics> all = statistics.top(Column.TOTAL, 10);
        assertThat(all)
                .extracting(StatementStatistics::summary)
                .containsExactly("SELECT t6", "SELECT t5", "SELECT t4", "SELECT t3", "other");
        StatementStatistics other = all.getLast();
        assertThat(other.calls()).isEqualTo(2);
        assertThat(other.total()).isEqualTo(millis(101));
        assertThat(other.byRole()).isEqualTo(Map.of(Role.REPLICA, 2L));
    }

    @Test
    void losesNothingWhileStatementsMakeRoomOnManyThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int from = t;
            threads.add(Thread.ofPlatform()
                    .start(() -> IntStream.range(0, 2_000)
                            .forEach(i -> run("select * from t" + (i * 7 + from) % 50, millis(1), Duration.ZERO))));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(statistics.top(Column.TOTAL, 100))
                .hasSizeLessThanOrEqualTo(5)
                .satisfies(all -> assertThat(all.stream()
                                .mapToLong(StatementStatistics::calls)
                                .sum())
                        .isEqualTo(8_000))
                .satisfies(all -> assertThat(
                                all.stream().map(StatementStatistics::total).reduce(Duration.ZERO, Duration::plus))
                        .isEqualTo(millis(8_000)));
    }

    @Test
    void ordersByAnyColumn() {
        run("select * from often", millis(1), millis(9));
        run("select * from often", millis(1), millis(9));
        run("select * from slow", millis(50), Duration.ZERO);

        for (Column column : List.of(Column.TOTAL, Column.MEAN, Column.P50, Column.P95, Column.P99, Column.MAX)) {
            assertThat(statistics.top(column, 1).getFirst().summary())
                    .as(column.name())
                    .isEqualTo("SELECT slow");
        }
        for (Column column : List.of(Column.CALLS, Column.ROWS, Column.POOL_WAIT)) {
            assertThat(statistics.top(column, 1).getFirst().summary())
                    .as(column.name())
                    .isEqualTo("SELECT often");
        }
        assertThat(Column.of("pool_wait")).contains(Column.POOL_WAIT);
        assertThat(Column.of("nothing")).isEmpty();
    }

    @Test
    void beginsAnewAfterAReset() {
        for (int i = 0; i < 9; i++) {
            run("select * from t" + i, millis(1), Duration.ZERO);
        }
        statistics.reset();
        assertThat(statistics.top(Column.TOTAL, 10)).isEmpty();

        run("select * from t1", millis(1), Duration.ZERO);
        assertThat(statistics.top(Column.TOTAL, 10)).hasSize(1);
    }

    @Test
    void keepsNoLiteral() {
        run("select * from t where pin = 'secret-1'", millis(1), Duration.ZERO);

        assertThat(statistics.top(Column.TOTAL, 1).toString()).doesNotContain("secret-1");
    }

    @Test
    void isKeptOfAtLeastOneStatement() {
        assertThatIllegalArgumentException().isThrownBy(() -> new QueryStatistics(0));
    }

    private void run(String sql, Duration took, Duration waited) {
        Execution statement = Executions.statement(sql);
        observer.finished(
                statement,
                observer.started(statement, null),
                new Ended(took.plus(waited).toNanos(), waited.toNanos(), 2, null, null));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
