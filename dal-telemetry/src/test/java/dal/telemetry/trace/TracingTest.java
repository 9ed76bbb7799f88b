package dal.telemetry.trace;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
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
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.testing.time.TestClock;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TracingTest {

    private static final String SECRET = "s3cr3t-4711";

    private final TestClock clock = TestClock.create();
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = sdk(Sampler.alwaysOn());
    private final ExecutionObserver observer = observer(openTelemetry, false);

    @Test
    void makesAStatementAClientSpanByTheConventions() {
        run(Executions.statement(Executions.SELECT), Executions.success(Duration.ofMillis(5)));

        SpanData span = onlySpan();
        assertThat(span.getName()).isEqualTo("SELECT orders");
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(asText(span.getAttributes()))
                .containsExactlyInAnyOrder(
                        "db.system.name=postgresql",
                        "db.namespace=shop",
                        "db.operation.name=SELECT",
                        "db.collection.name=orders",
                        "db.query.summary=SELECT orders",
                        "db.query.text=" + Executions.SELECT,
                        "server.address=db-2.internal",
                        "server.port=6543",
                        "dal.tenant.class=standard",
                        "dal.cluster=main",
                        "dal.node=replica-1",
                        "dal.node.role=replica",
                        "dal.route.reason=eventual_read",
                        "dal.pool.wait=0.002",
                        "dal.rows=3");
    }

    @Test
    void lastsFromTheStartToTheEndOfTheExecution() {
        Execution execution = Executions.statement(Executions.SELECT);
        long started = clock.now();
        Object state = observer.started(execution, null);
        clock.advance(Duration.ofMillis(42));
        observer.finished(execution, state, Executions.success(Duration.ofMillis(42)));

        SpanData span = onlySpan();
        assertThat(span.getStartEpochNanos()).isEqualTo(started);
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos())
                .isEqualTo(Duration.ofMillis(42).toNanos());
    }

    @Test
    void makesATransactionTheParentOfItsStatementsAndItsCommitAnEvent() {
        Execution transaction = Executions.of(Kind.TRANSACTION, null);
        Object state = observer.started(transaction, null);
        run(Executions.statement(Executions.SELECT), state, Executions.success(Duration.ofMillis(1)));
        run(
                Executions.of(Kind.BATCH, "insert into orders values (?)"),
                state,
                Executions.success(Duration.ofMillis(1)));
        run(Executions.of(Kind.COMMIT, null), state, Executions.success(Duration.ofMillis(3)));
        observer.finished(transaction, state, Executions.success(Duration.ofMillis(9)));

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactly("SELECT orders", "BATCH INSERT orders", "transaction");
        SpanData parent = spans.get(2);
        assertThat(parent.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(asText(parent.getAttributes()))
                .contains("dal.transaction.outcome=committed")
                .noneMatch(attribute -> attribute.startsWith("db.system.name"));
        assertThat(spans.subList(0, 2))
                .allMatch(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .allMatch(span -> span.getTraceId().equals(parent.getTraceId()));
        assertThat(parent.getEvents()).extracting(EventData::getName).containsExactly("commit");
        assertThat(asText(parent.getEvents().getFirst().getAttributes())).containsExactly("dal.duration=0.003");
    }

    @Test
    void makesFurtherAttemptsChildrenOfTheStatement() {
        NodeName other = NodeName.of("replica-2");
        NodeName primary = NodeName.of("primary");
        Execution statement = Executions.statement(Executions.SELECT);
        Object state = observer.started(statement, null);
        run(
                Executions.again(Kind.HEDGE, other, Role.REPLICA, RouteReason.HEDGE),
                state,
                Executions.failure(Executions.timedOut(), "57014"));
        run(
                Executions.again(Kind.RERUN, primary, Role.PRIMARY, RouteReason.REPLICAS_UNAVAILABLE),
                state,
                Executions.success(Duration.ofMillis(3)));
        observer.finished(statement, state, Executions.answered(2, primary));

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactly("HEDGE SELECT orders", "RERUN SELECT orders", "SELECT orders");
        SpanData whole = spans.get(2);
        assertThat(spans.subList(0, 2))
                .allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()))
                .allMatch(span -> span.getKind() == SpanKind.CLIENT);
        assertThat(asText(spans.get(0).getAttributes()))
                .contains("dal.node=replica-2", "dal.node.role=replica", "dal.route.reason=hedge");
        assertThat(asText(spans.get(1).getAttributes()))
                .contains(
                        "dal.node=primary",
                        "dal.node.role=primary",
                        "dal.route.reason=replicas_unavailable",
                        "server.address=primary.internal");
        assertThat(asText(whole.getAttributes()))
                .contains("dal.node=replica-1", "dal.attempts=2", "dal.node.answered=primary");
    }

    @Test
    void saysNothingOfAttemptsWhereTheFirstNodeAnswered() {
        run(Executions.statement(Executions.SELECT), Executions.answered(1, Executions.REPLICA));

        assertThat(asText(onlySpan().getAttributes()))
                .noneMatch(text -> text.startsWith("dal.attempts") || text.startsWith("dal.node.answered"));
    }

    @Test
    void saysOfATransactionThatItsOutcomeIsUnknownAfterALostCommit() {
        Execution transaction = Executions.of(Kind.TRANSACTION, null);
        Object state = observer.started(transaction, null);
        Outcome lost = Executions.failure(Executions.commitLost(), "08006");
        run(Executions.of(Kind.COMMIT, null), state, lost);
        observer.finished(transaction, state, lost);

        SpanData span = onlySpan();
        assertThat(asText(span.getAttributes()))
                .contains("dal.transaction.outcome=unknown", "error.type=COMMIT_OUTCOME_UNKNOWN");
        assertThat(asText(span.getEvents().getFirst().getAttributes()))
                .contains("error.type=COMMIT_OUTCOME_UNKNOWN", "db.response.status_code=08006");
    }

    @Test
    void makesACommitOutsideATransactionASpanOfItsOwn() {
        run(Executions.of(Kind.COMMIT, null), Executions.success(Duration.ofMillis(1)));

        assertThat(onlySpan().getName()).isEqualTo("COMMIT");
    }

    @Test
    void isAChildOfTheCurrentSpanAndLeavesItCurrent() {
        Span request = openTelemetry.getTracer("test").spanBuilder("request").startSpan();
        try (Scope open = request.makeCurrent()) {
            Execution execution = Executions.statement(Executions.SELECT);
            Object state = observer.started(execution, null);
            assertThat(Span.current()).isSameAs(request);
            observer.finished(execution, state, Executions.success(Duration.ofMillis(1)));
        }

        assertThat(onlySpan().getParentSpanId())
                .isEqualTo(request.getSpanContext().getSpanId());
    }

    @Test
    void saysHowItFailedWithoutTheMessageSinceThatNamesTheTenant() {
        run(Executions.statement(Executions.SELECT), Executions.failure(Executions.timedOut(), "57014"));

        SpanData span = onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).isEmpty();
        assertThat(asText(span.getAttributes()))
                .contains("error.type=TIMED_OUT", "db.response.status_code=57014")
                .noneMatch(attribute -> attribute.startsWith("dal.rows") || attribute.startsWith("dal.pool.wait"));
        assertThat(everything(span)).doesNotContain(Executions.TENANT.value());
    }

    @Test
    void namesTheTenantOnlyBySwitch() {
        ExecutionObserver naming = observer(openTelemetry, true);
        Execution execution = Executions.statement(Executions.SELECT);
        naming.finished(execution, naming.started(execution, null), Executions.failure(Executions.timedOut(), "57014"));

        SpanData span = onlySpan();
        assertThat(asText(span.getAttributes())).contains("dal.tenant.id=acme-tenant");
        assertThat(span.getStatus().getDescription()).contains("ran longer than 30 s", "acme-tenant");
    }

    @Test
    void tellsOfAnApplicationsErrorItsClassAlone() {
        run(Executions.statement(Executions.SELECT), Executions.failure(new IllegalStateException(SECRET), null));

        assertThat(asText(onlySpan().getAttributes())).contains("error.type=java.lang.IllegalStateException");
        assertThat(everything(onlySpan())).doesNotContain(SECRET);
    }

    @Test
    void letsNoLiteralReachASpan() {
        run(
                Executions.statement("select * from orders where pin = '" + SECRET + "' and $$" + SECRET + "$$ = E'\\'"
                        + SECRET + "' and n = 4711 /* " + SECRET + " */"),
                Executions.success(Duration.ofMillis(1)));

        assertThat(everything(onlySpan())).doesNotContain(SECRET, "4711");
    }

    @Test
    void givesTheSamplerWhatItMayDecideBy() {
        RecordingSampler sampler = new RecordingSampler();
        ExecutionObserver sampled = observer(sdk(sampler), false);
        Execution execution = Executions.statement(Executions.SELECT);
        sampled.finished(execution, sampled.started(execution, null), Executions.success(Duration.ofMillis(1)));

        assertThat(sampler.names).containsExactly("SELECT orders");
        assertThat(asText(sampler.attributes.getFirst()))
                .contains(
                        "db.system.name=postgresql",
                        "db.namespace=shop",
                        "db.operation.name=SELECT",
                        "db.collection.name=orders",
                        "db.query.summary=SELECT orders",
                        "db.query.text=" + Executions.SELECT,
                        "server.address=db-2.internal",
                        "server.port=6543",
                        "dal.tenant.class=standard",
                        "dal.node.role=replica");
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void makesNoSpanWhereThereIsNoOpenTelemetry() {
        ExecutionObserver silent = observer(OpenTelemetry.noop(), false);
        Execution transaction = Executions.of(Kind.TRANSACTION, null);
        Object state = silent.started(transaction, null);
        Execution commit = Executions.of(Kind.COMMIT, null);
        silent.finished(commit, silent.started(commit, state), Executions.success(Duration.ofMillis(1)));
        silent.finished(transaction, state, Executions.success(Duration.ofMillis(1)));

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void hasEveryAttributeItSetsInTheTable() {
        ExecutionObserver naming = observer(openTelemetry, true);
        Execution transaction = Executions.of(Kind.TRANSACTION, null);
        Object state = naming.started(transaction, null);
        Execution statement = Executions.statement(Executions.SELECT);
        naming.finished(
                statement, naming.started(statement, state), new Outcome(2, 1, 1, Executions.timedOut(), "57014"));
        naming.finished(statement, naming.started(statement, state), Executions.answered(2, NodeName.of("primary")));
        Execution commit = Executions.of(Kind.COMMIT, null);
        naming.finished(commit, naming.started(commit, state), Executions.failure(Executions.commitLost(), "08006"));
        naming.finished(transaction, state, Executions.failure(Executions.commitLost(), "08006"));

        Set<AttributeKey<?>> used = exporter.getFinishedSpanItems().stream()
                .flatMap(span -> java.util.stream.Stream.concat(
                        span.getAttributes().asMap().keySet().stream(),
                        span.getEvents().stream().flatMap(event -> event.getAttributes().asMap().keySet().stream())))
                .collect(Collectors.toSet());

        assertThat(DalAttributes.TABLE).extracting(row -> (Object) row.key()).containsExactlyInAnyOrderElementsOf(used);
        assertThat(DalAttributes.markdown()).contains("| `dal.pool.wait` | double | s |");
    }

    private void run(Execution execution, Outcome outcome) {
        run(execution, null, outcome);
    }

    private void run(Execution execution, @Nullable Object parent, Outcome outcome) {
        observer.finished(execution, observer.started(execution, parent), outcome);
    }

    private SpanData onlySpan() {
        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans).hasSize(1);
        return spans.getFirst();
    }

    private OpenTelemetrySdk sdk(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setClock(clock)
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
    }

    private static ExecutionObserver observer(OpenTelemetry openTelemetry, boolean tenantIds) {
        return new WatchingObserver(new StatementDescriptions(100), List.of(new Tracing(openTelemetry, tenantIds)));
    }

    private static Collection<String> asText(Attributes attributes) {
        return attributes.asMap().entrySet().stream()
                .map(entry -> entry.getKey().getKey() + "=" + entry.getValue())
                .toList();
    }

    private static String everything(SpanData span) {
        return span + " " + span.getAttributes() + span.getEvents() + span.getStatus();
    }

    /** Drops everything, and remembers what it was asked. */
    private static final class RecordingSampler implements Sampler {
        private final List<String> names = new ArrayList<>();
        private final List<Attributes> attributes = new ArrayList<>();

        @Override
        public SamplingResult shouldSample(
                Context parent, String traceId, String name, SpanKind kind, Attributes given, List<LinkData> links) {
            assertThat(given.get(stringKey("db.system.name"))).isNotNull();
            names.add(name);
            attributes.add(given);
            return SamplingResult.drop();
        }

        @Override
        public String getDescription() {
            return "recording";
        }
    }
}
