package dal.telemetry.trace;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.spi.Execution;
import dal.spi.Execution.Kind;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import dal.telemetry.Ended;
import dal.telemetry.Executions;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.WatchingObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
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
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
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
                        "db.namespace=shop|public",
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
        assertThat(parent.getEvents()).extracting(EventData::getName).containsExactly("begin", "commit");
        assertThat(asText(parent.getEvents().getLast().getAttributes())).containsExactly("dal.duration=0.003");
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
        assertThat(asText(span.getEvents().getLast().getAttributes()))
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
                        "db.namespace=shop|public",
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
        Execution transaction = enriched(Kind.TRANSACTION, null);
        Object state = naming.started(transaction, null);
        Execution statement = enriched(Kind.STATEMENT, Executions.SELECT);
        naming.finished(
                statement,
                naming.started(statement, state),
                new Ended(9, 0, 1, null, null, 1, null, 2, Duration.ofMillis(3).toNanos()));
        naming.finished(
                statement,
                naming.started(statement, state),
                new Ended(40_000, 20_000, 1, Executions.timedOut(), "57014"));
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

    @Test
    void tellsHowFreshAReadHadToBeAndHowItsTimeWasSpent() {
        Execution read = enriched(Kind.STATEMENT, "select * from orders");
        run(
                read,
                new Ended(9, 0, 5, null, null, 1, null, 3, Duration.ofMillis(2).toNanos()));

        assertThat(asText(onlySpan().getAttributes()))
                .contains(
                        "dal.consistency=bounded_staleness",
                        "dal.replica.staleness=0.25",
                        "dal.attempt=2",
                        "dal.fetch=0.002",
                        "db.operation.batch.size=3",
                        "db.namespace=shop")
                .noneMatch(text -> text.contains("acme_schema"));
    }

    @Test
    void namesTheTenantsSchemaOnlyWhereItNamesTheTenant() {
        ExecutionObserver naming = observer(openTelemetry, true);
        Execution read = enriched(Kind.STATEMENT, "select * from orders");
        naming.finished(read, naming.started(read, null), Executions.success(Duration.ofMillis(1)));

        assertThat(asText(onlySpan().getAttributes())).contains("db.namespace=shop|acme_schema");
    }

    @Test
    void makesATransactionThatIsTriedOnceMoreSaySo() {
        Execution transaction = enriched(Kind.TRANSACTION, null);
        run(transaction, Executions.success(Duration.ofMillis(1)));

        SpanData span = onlySpan();
        assertThat(span.getName()).isEqualTo("transaction place order");
        assertThat(asText(span.getAttributes())).contains("dal.transaction.name=place order");
        assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("retry");
    }

    @Test
    void makesALongWaitForAConnectionASpanOfItsOwn() {
        Execution statement = Executions.statement(Executions.SELECT);
        long wait = Duration.ofMillis(11).toNanos();
        run(statement, new Ended(Duration.ofMillis(20).toNanos(), wait, 1, null, null));

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans).extracting(SpanData::getName).containsExactly("acquire", "SELECT orders");
        SpanData acquire = spans.getFirst();
        assertThat(acquire.getParentSpanId()).isEqualTo(spans.getLast().getSpanId());
        assertThat(acquire.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(acquire.getEndEpochNanos() - acquire.getStartEpochNanos()).isEqualTo(wait);
    }

    @Test
    void makesACallersUseOfAConnectionNoQuery() {
        run(Executions.of(Kind.CONNECTION, null), Executions.success(Duration.ofMillis(1)));

        SpanData span = onlySpan();
        assertThat(span.getName()).isEqualTo("connection");
        assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(asText(span.getAttributes()))
                .contains("dal.node=replica-1")
                .noneMatch(text -> text.startsWith("db.system.name") || text.startsWith("db.query"));
    }

    @Test
    void namesNoServerWhereThereWasNoNode() {
        Execution refused = new Execution(
                Kind.STATEMENT,
                Executions.TENANT,
                Executions.STANDARD,
                Executions.MAIN,
                Execution.NO_NODE,
                "",
                0,
                "",
                Role.UNKNOWN,
                RouteReason.NOT_ROUTED,
                Executions.SELECT,
                null);
        run(refused, Executions.failure(Executions.timedOut(), null));

        assertThat(asText(onlySpan().getAttributes()))
                .contains("db.query.summary=SELECT orders", "error.type=TIMED_OUT", "dal.route.reason=not_routed")
                .noneMatch(text ->
                        text.startsWith("server.") || text.startsWith("dal.node") || text.startsWith("db.namespace"));
    }

    @Test
    void asksNobodyAboutASpanBelowOneThatIsNotSampled() {
        SamplingForecast forecast = SamplingForecast.of(Sampler.parentBased(Sampler.traceIdRatioBased(0.5)));

        assertThat(forecast.below(parent(TraceFlags.getDefault(), false))).isEqualTo(SamplingForecast.Verdict.DROP);
        assertThat(forecast.below(parent(TraceFlags.getDefault(), true))).isEqualTo(SamplingForecast.Verdict.DROP);
        assertThat(forecast.below(parent(TraceFlags.getSampled(), false))).isEqualTo(SamplingForecast.Verdict.RECORD);
        assertThat(forecast.below(SpanContext.getInvalid())).isEqualTo(SamplingForecast.Verdict.BY_TRACE);
    }

    @Test
    void forecastsOfEachOfTheSdksSamplersWhatItSays() {
        List<Sampler> samplers = List.of(
                Sampler.alwaysOn(),
                Sampler.alwaysOff(),
                Sampler.parentBased(Sampler.alwaysOn()),
                Sampler.parentBased(Sampler.alwaysOff()),
                Sampler.parentBasedBuilder(Sampler.alwaysOff())
                        .setLocalParentNotSampled(Sampler.alwaysOn())
                        .setRemoteParentSampled(Sampler.alwaysOff())
                        .build());
        List<SpanContext> parents = List.of(
                SpanContext.getInvalid(),
                parent(TraceFlags.getDefault(), false),
                parent(TraceFlags.getDefault(), true),
                parent(TraceFlags.getSampled(), false),
                parent(TraceFlags.getSampled(), true));
        for (Sampler sampler : samplers) {
            for (SpanContext parent : parents) {
                boolean kept = sampler.shouldSample(
                                        Context.root().with(Span.wrap(parent)),
                                        TRACE,
                                        "name",
                                        SpanKind.CLIENT,
                                        Attributes.empty(),
                                        List.of())
                                .getDecision()
                        == SamplingDecision.RECORD_AND_SAMPLE;
                assertThat(SamplingForecast.of(sampler).below(parent))
                        .as("%s below %s", sampler.getDescription(), parent)
                        .isEqualTo(kept ? SamplingForecast.Verdict.RECORD : SamplingForecast.Verdict.DROP);
            }
        }
    }

    @Test
    void forecastsNothingOfASamplerItDoesNotKnow() {
        assertThat(SamplingForecast.of(new RecordingSampler()).below(SpanContext.getInvalid()))
                .isEqualTo(SamplingForecast.Verdict.UNKNOWN);
        assertThat(SamplingForecast.of(Sampler.parentBased(new RecordingSampler()))
                        .below(parent(TraceFlags.getDefault(), false)))
                .isEqualTo(SamplingForecast.Verdict.UNKNOWN);
        assertThat(SamplingForecast.of(OpenTelemetry.noop()).below(SpanContext.getInvalid()))
                .isEqualTo(SamplingForecast.Verdict.UNKNOWN);
    }

    @Test
    void describesASpanThatIsSampledByItsTraceInFullToo() {
        ExecutionObserver byTrace = observer(sdk(Sampler.traceIdRatioBased(1)), false);
        Execution execution = Executions.statement(Executions.SELECT);
        byTrace.finished(execution, byTrace.started(execution, null), Executions.success(Duration.ofMillis(1)));
        run(execution, Executions.success(Duration.ofMillis(1)));

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans).hasSize(2);
        assertThat(spans.getFirst().getAttributes()).isEqualTo(spans.getLast().getAttributes());
    }

    private static SpanContext parent(TraceFlags flags, boolean remote) {
        return remote
                ? SpanContext.createFromRemoteParent(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault())
                : SpanContext.create(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault());
    }

    private static Execution enriched(Kind kind, @Nullable String sql) {
        return new Execution(
                kind,
                Executions.TENANT,
                Executions.STANDARD,
                Executions.MAIN,
                Executions.REPLICA,
                "db-2.internal",
                6543,
                "shop",
                Role.REPLICA,
                RouteReason.REPLICA_WITHIN_STALENESS,
                sql,
                null,
                Consistency.boundedStaleness(Duration.ofSeconds(1)),
                Duration.ofMillis(250).toNanos(),
                2,
                "acme_schema",
                kind == Kind.TRANSACTION ? "place order" : null);
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
        return new WatchingObserver(
                new StatementDescriptions(100),
                List.of(new Tracing(openTelemetry, tenantIds, Duration.ofMillis(10), InstantSource.system())));
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
