package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.Execution.Kind;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import dal.telemetry.Executions;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.WatchingObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExecutionMetricsTest {

    private static final Outcome SUCCESS = Executions.success(Duration.ofMillis(30));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TenantMetrics tenants = new TenantMetrics(registry, 2);
    private final ExecutionMetrics metrics = new ExecutionMetrics(registry, tenants, new TraceExemplars());
    private final ExecutionObserver observer = new WatchingObserver(new StatementDescriptions(10), List.of(metrics));

    @Test
    void recordsTheDurationOfAStatementWithLabelsOfFewValues() {
        run(Executions.statement(Executions.SELECT), null, SUCCESS);
        run(Executions.statement("select * from customers"), null, SUCCESS);

        Timer timer = registry.get(MeterNames.OPERATION_DURATION).timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(60);
        assertThat(timer.getId().getTags())
                .containsExactlyInAnyOrder(
                        Tag.of("db.system.name", "postgresql"),
                        Tag.of("db.operation.name", "SELECT"),
                        Tag.of("dal.tenant.class", "standard"),
                        Tag.of("dal.cluster", "main"),
                        Tag.of("dal.node", "replica-1"),
                        Tag.of("dal.node.role", "replica"),
                        Tag.of("error.type", "none"));
    }

    @Test
    void hasTheConventionsBucketsInPrometheusText() {
        run(Executions.statement(Executions.SELECT), null, SUCCESS);

        assertThat(registry.scrape().lines().filter(line -> line.contains("_duration_seconds_bucket")))
                .extracting(line -> line.replaceAll(".*le=\"([^\"]*)\".* ", "$1:"))
                .containsExactly(
                        "0.001:0", "0.005:0", "0.01:0", "0.05:1", "0.1:1", "0.5:1", "1.0:1", "5.0:1", "10.0:1",
                        "+Inf:1");
    }

    @Test
    void countsFurtherAttemptsApartFromTheOperationTheyBelongTo() {
        NodeName other = NodeName.of("replica-2");
        Execution statement = Executions.statement(Executions.SELECT);
        Object state = observer.started(statement, null);
        run(
                Executions.again(Kind.HEDGE, other, Role.REPLICA, RouteReason.HEDGE),
                state,
                Executions.failure(Executions.timedOut(), "57014"));
        run(
                Executions.again(Kind.RERUN, other, Role.REPLICA, RouteReason.REPLICA_CAUGHT_UP),
                state,
                Executions.success(Duration.ofMillis(3)));
        observer.finished(statement, state, Executions.answered(2, other));

        Timer timer = registry.get(MeterNames.OPERATION_DURATION).timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.getId().getTag("dal.node")).isEqualTo("replica-1");
        Counter rerun = registry.get(MeterNames.RERUNS).counter();
        assertThat(rerun.count()).isEqualTo(1);
        assertThat(rerun.getId().getTags())
                .containsExactlyInAnyOrder(
                        Tag.of("dal.tenant.class", "standard"),
                        Tag.of("dal.cluster", "main"),
                        Tag.of("dal.node", "replica-2"),
                        Tag.of("dal.node.role", "replica"),
                        Tag.of("dal.route.reason", "replica_caught_up"),
                        Tag.of("error.type", "none"));
        assertThat(registry.get(MeterNames.HEDGES)
                        .tag("error.type", "TIMED_OUT")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void keepsErrorsApartByTheirCodeAndForeignOnesTogether() {
        run(Executions.statement(Executions.SELECT), null, Executions.failure(Executions.timedOut(), "57014"));
        run(Executions.statement(Executions.SELECT), null, Executions.failure(new IllegalStateException(), null));
        run(Executions.statement(Executions.SELECT), null, Executions.failure(new ArithmeticException(), null));

        assertThat(registry.get(MeterNames.OPERATION_DURATION)
                        .tag("error.type", "TIMED_OUT")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get(MeterNames.OPERATION_DURATION)
                        .tag("error.type", "_OTHER")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void letsNoTextOfAUsersBecomeALabel() {
        run(Executions.statement("s3cr3t is no command"), null, SUCCESS);
        run(Executions.statement("nor is this"), null, SUCCESS);

        assertThat(registry.get(MeterNames.OPERATION_DURATION)
                        .tag("db.operation.name", "OTHER")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.scrape()).doesNotContainIgnoringCase("s3cr3t");
    }

    @ParameterizedTest
    @CsvSource({
        "COMMIT, , , committed",
        "COMMIT, LOST, LOST, unknown",
        "COMMIT, TIMED_OUT, TIMED_OUT, rolled_back",
        "ROLLBACK, , , rolled_back",
        "ROLLBACK, , TIMED_OUT, rolled_back",
        ", , , empty",
        ", , TIMED_OUT, rolled_back",
        ", , LOST, unknown",
    })
    void countsTransactionsByHowTheyEnded(
            @Nullable Kind end, @Nullable String endError, @Nullable String error, String expected) {
        Execution transaction = Executions.of(Kind.TRANSACTION, null);
        Object state = observer.started(transaction, null);
        if (end != null) {
            run(Executions.of(end, null), state, outcome(endError));
        }
        observer.finished(transaction, state, outcome(error));

        assertThat(registry.get(MeterNames.TRANSACTION_DURATION).timers())
                .hasSize(4)
                .filteredOn(timer -> timer.count() > 0)
                .singleElement()
                .satisfies(timer -> {
                    assertThat(timer.count()).isEqualTo(1);
                    assertThat(timer.getId().getTag(MeterNames.TRANSACTION_OUTCOME))
                            .isEqualTo(expected);
                });
    }

    @Test
    void leavesAnUnknownOutcomeUnknownWhenARollbackFollows() {
        Execution transaction = Executions.of(Kind.TRANSACTION, null);
        Object state = observer.started(transaction, null);
        run(Executions.of(Kind.COMMIT, null), state, outcome("LOST"));
        run(Executions.of(Kind.ROLLBACK, null), state, SUCCESS);
        observer.finished(transaction, state, SUCCESS);

        assertThat(registry.get(MeterNames.TRANSACTION_DURATION)
                        .tag(MeterNames.TRANSACTION_OUTCOME, "unknown")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void takesAwayTheSeriesOfANodeThatHasLeftAndOfNoOther() {
        run(Executions.statement(Executions.SELECT), null, SUCCESS);
        run(Executions.of(Kind.TRANSACTION, null), null, SUCCESS);
        run(Executions.again(Kind.RERUN, Executions.REPLICA, Role.REPLICA, RouteReason.EVENTUAL_READ), null, SUCCESS);
        NodeName other = NodeName.of("replica-2");
        run(Executions.again(Kind.STATEMENT, other, Role.REPLICA, RouteReason.EVENTUAL_READ), null, SUCCESS);

        metrics.forget(Executions.MAIN, Executions.REPLICA);

        assertThat(registry.scrape()).doesNotContain("replica-1").contains("replica-2");
    }

    private static Outcome outcome(@Nullable String error) {
        if (error == null) {
            return SUCCESS;
        }
        return error.equals("LOST")
                ? Executions.failure(Executions.commitLost(), "08006")
                : Executions.failure(Executions.timedOut(), "57014");
    }

    private void run(Execution execution, @Nullable Object parent, Outcome outcome) {
        observer.finished(execution, observer.started(execution, parent), outcome);
    }
}
