package dal.telemetry.slowquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.param;

import ch.qos.logback.classic.Level;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.Execution.Kind;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import dal.telemetry.CapturedLog;
import dal.telemetry.Ended;
import dal.telemetry.Executions;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.LineLimit;
import dal.telemetry.internal.watch.WatchingObserver;
import dal.telemetry.trace.Tracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SlowQueryLogTest {

    private static final String SECRET = "s3cr3t-4711";
    private static final Outcome SLOW = Executions.success(Duration.ofMillis(150));

    private final AtomicLong now = new AtomicLong();
    private final CapturedLog log = new CapturedLog(SlowQueryLog.LOGGER);
    private final ExecutionObserver observer = observer(Duration.ofMillis(100), false);

    @AfterEach
    void releaseLogger() {
        log.close();
    }

    @Test
    void tellsTheValuesOfParametersThatAreNamedAndOfNoOthers() {
        ExecutionObserver telling = new WatchingObserver(
                new StatementDescriptions(100),
                List.of(new SlowQueryLog(
                        Executions.config(Duration.ofMillis(100)),
                        Duration.ZERO,
                        false,
                        Set.of("state", "1"),
                        slow -> {},
                        now::get)));
        Query query = DSL.using(SQLDialect.POSTGRES)
                .selectFrom("orders")
                .where(field("pin", String.class).eq(SECRET))
                .and(field("owner", String.class).eq(param("owner", SECRET)))
                .and(field("state", String.class).eq(param("state", "open")));
        Execution bare = Executions.statement(query.getSQL());
        Execution statement = new Execution(
                bare.kind(),
                bare.tenant(),
                bare.tenantClass(),
                bare.cluster(),
                bare.node(),
                bare.host(),
                bare.port(),
                bare.database(),
                bare.role(),
                bare.reason(),
                bare.sql(),
                query);
        telling.finished(statement, telling.started(statement, null), SLOW);

        assertThat(log.keyValues(0)).contains(entry("bind.state", "open")).doesNotContainKeys("bind.owner", "bind.1");
        assertThat(log.keyValues(0).toString()).doesNotContain(SECRET);
    }

    @Test
    void keepsBackByShapeSoThatTwoStatementsOfOneTableHaveALineEach() {
        run(Executions.statement("select a from orders where i in (?, ?)"), SLOW);
        run(Executions.statement("select a from orders where i in (?)"), SLOW);
        run(Executions.statement("select b from orders where i in (?)"), SLOW);

        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void saysWhoAnsweredInTheEndAndTellsOfTheStatementOnce() {
        Execution statement = Executions.statement(Executions.SELECT);
        Object state = observer.started(statement, null);
        Execution rerun =
                Executions.again(Kind.RERUN, NodeName.of("primary"), Role.PRIMARY, RouteReason.REPLICAS_UNAVAILABLE);
        observer.finished(rerun, observer.started(rerun, state), SLOW);
        observer.finished(statement, state, new Ended(SLOW.duration(), 0, 3, null, null, 2, NodeName.of("primary")));

        assertThat(log.lines()).hasSize(1);
        assertThat(log.keyValues(0))
                .contains(entry("node", "replica-1"), entry("attempts", 2), entry("answered_by", "primary"));
    }

    @Test
    void logsAStatementSlowerThanItsClassAllowsInOneLine() {
        run(Executions.statement(Executions.SELECT), SLOW);

        assertThat(log.lines()).hasSize(1);
        assertThat(log.lines().getFirst().getLevel()).isEqualTo(Level.WARN);
        assertThat(log.keyValues(0))
                .containsOnly(
                        entry("summary", "SELECT orders"),
                        entry("duration_ms", 150.0),
                        entry("fingerprint", "2e40aa141911cce0"),
                        entry("pool_wait_ms", 2.0),
                        entry("execution_ms", 148.0),
                        entry("fetch_ms", 0.0),
                        entry("tenant_class", "standard"),
                        entry("cluster", "main"),
                        entry("node", "replica-1"),
                        entry("role", "replica"),
                        entry("rows", 3L),
                        entry("text", Executions.SELECT));
    }

    @Test
    void logsNothingThatIsQuickEnough() {
        run(Executions.statement(Executions.SELECT), Executions.success(Duration.ofMillis(100)));

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void logsNothingOfAClassWithoutAThreshold() {
        run(observer(Duration.ZERO, false), Executions.statement(Executions.SELECT), SLOW);

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void logsASlowCommitButNoTransactionForItIsSlowByItsParts() {
        run(Executions.of(Kind.COMMIT, null), SLOW);
        run(Executions.of(Kind.TRANSACTION, null), SLOW);

        assertThat(log.lines()).hasSize(1);
        assertThat(log.keyValues(0)).containsEntry("summary", "COMMIT");
    }

    @Test
    void saysHowASlowStatementFailedWithoutQuotingTheError() {
        Outcome failed = new Ended(Duration.ofSeconds(1).toNanos(), 0, -1, new IllegalStateException(SECRET), "57014");
        run(Executions.statement(Executions.SELECT), failed);

        assertThat(log.keyValues(0))
                .containsEntry("sqlstate", "57014")
                .containsEntry("error", "java.lang.IllegalStateException")
                .doesNotContainKey("rows");
        assertThat(log.lines().getFirst().toString() + log.keyValues(0)).doesNotContain(SECRET);
        assertThat(log.lines().getFirst().getThrowableProxy()).isNull();
    }

    @Test
    void letsNoLiteralReachTheLogAndNoTenantByDefault() {
        run(Executions.statement("select * from orders where pin = '" + SECRET + "' or n = 4711"), SLOW);

        assertThat(log.lines().getFirst().toString() + log.keyValues(0))
                .doesNotContain(SECRET, "4711", Executions.TENANT.value())
                .contains("pin = ? or n = ?");
    }

    @Test
    void namesTheTenantBySwitch() {
        run(observer(Duration.ofMillis(100), true), Executions.statement(Executions.SELECT), SLOW);

        assertThat(log.keyValues(0)).containsEntry("tenant_id", "acme-tenant");
    }

    @Test
    void keepsLinesOfOneShapeApartAndSaysHowManyWereKeptBack() {
        run(Executions.statement(Executions.SELECT), SLOW);
        run(Executions.statement(Executions.SELECT), SLOW);
        run(Executions.statement(Executions.SELECT + " /* again */"), SLOW);
        run(Executions.statement("select * from customers"), SLOW);
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        run(Executions.statement(Executions.SELECT), SLOW);

        assertThat(log.lines()).hasSize(3);
        assertThat(log.keyValues(0)).containsEntry("summary", "SELECT orders").doesNotContainKey("suppressed");
        assertThat(log.keyValues(1)).containsEntry("summary", "SELECT customers");
        assertThat(log.keyValues(2)).containsEntry("summary", "SELECT orders").containsEntry("suppressed", 2L);
    }

    @Test
    void namesTheTraceOfItsOwnSpan() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
        ExecutionObserver traced = new WatchingObserver(
                new StatementDescriptions(10),
                List.of(new Tracing(openTelemetry, false), slowQueries(Duration.ofMillis(100), false)));

        run(traced, Executions.statement(Executions.SELECT), SLOW);

        assertThat(log.keyValues(0))
                .containsEntry(
                        "trace_id", exporter.getFinishedSpanItems().getFirst().getTraceId())
                .containsEntry(
                        "span_id", exporter.getFinishedSpanItems().getFirst().getSpanId());
    }

    @Test
    void boundsTheNumberOfSummariesItKeepsApart() {
        LineLimit limit = new LineLimit(Duration.ofSeconds(10), now::get);
        for (int i = 0; i < 1_000; i++) {
            assertThat(limit.admit("summary " + i)).isEqualTo(OptionalLong.of(0));
        }

        assertThat(limit.admit("one more")).isEqualTo(OptionalLong.of(0));
        assertThat(limit.admit("another")).isEmpty();
        assertThat(limit.admit("summary 1")).isEmpty();
    }

    private void run(Execution execution, Outcome outcome) {
        run(observer, execution, outcome);
    }

    private static void run(ExecutionObserver observer, Execution execution, Outcome outcome) {
        observer.finished(execution, observer.started(execution, null), outcome);
    }

    private ExecutionObserver observer(Duration threshold, boolean tenantIds) {
        return new WatchingObserver(new StatementDescriptions(10), List.of(slowQueries(threshold, tenantIds)));
    }

    private SlowQueryLog slowQueries(Duration threshold, boolean tenantIds) {
        return new SlowQueryLog(Executions.config(threshold), Duration.ofSeconds(10), tenantIds, now::get);
    }
}
