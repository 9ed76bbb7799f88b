package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dal.TenantDatabase;
import dal.error.ConstraintViolatedException;
import dal.error.PoolExhaustedException;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.TooManyRowsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The spans of real executions, one test for each way that work can take. */
@PostgresTest(replicas = 1)
class SpansIT {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final Table<Record> TRACED = table(name("public", "traced"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private WholeLayer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table traced (id int primary key, text text); alter table traced enable row level"
                + " security; create policy all_see on traced using (current_setting('app.tenant_id') <> '')");
    }

    @BeforeEach
    void open(TestDatabase database) {
        database.execute("truncate traced; insert into traced select i, 'text ' || i from generate_series(1, 5) i");
        Map<String, String> environment = new HashMap<>(WholeLayer.environment(database));
        environment.put("PG_POOL_MAX", "2");
        environment.put("PG_CONNECTION_TIMEOUT", "1000");
        Module tracing = binder -> OptionalBinder.newOptionalBinder(binder, OpenTelemetry.class)
                .setBinding()
                .toInstance(openTelemetry);
        layer = WholeLayer.configuredBy(environment, tracing);
        acme = layer.databases().database(TENANT);
        awaitReplica(database);
        exporter.reset();
    }

    /** Until the replica has the rows, and answers reads. */
    private void awaitReplica(TestDatabase database) {
        int replica = database.cluster().replicas().getFirst().port();
        org.awaitility.Awaitility.await().until(() -> {
            Record row = acme.read((DSLContext dsl) ->
                    dsl.fetchSingle("select inet_server_port(), (select count(*) from public.traced)"));
            return Objects.equals(row.get(0, Integer.class), replica) && Objects.equals(row.get(1, Integer.class), 5);
        });
    }

    @AfterEach
    void close() {
        layer.close();
    }

    @Test
    void aReadNamesTheServerThatAnsweredItAndHowFreshItWas(TestDatabase database) {
        PostgresNode replica = database.cluster().replicas().getFirst();
        acme.dsl().select(ID).from(TRACED).where(ID.in(1, 2)).fetch();

        SpanData span = only("SELECT traced");
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(text(span))
                .containsEntry("db.system.name", "postgresql")
                .containsEntry("db.namespace", database.name() + "|public")
                .containsEntry("db.operation.name", "SELECT")
                .containsEntry("db.collection.name", "traced")
                .containsEntry("db.query.summary", "SELECT traced")
                .containsEntry("server.address", replica.host())
                .containsEntry("server.port", Integer.toString(replica.port()))
                .containsEntry("dal.node.role", "replica")
                .containsEntry("dal.rows", "2")
                .containsKeys("dal.consistency", "dal.replica.staleness", "dal.fetch", "dal.route.reason")
                .doesNotContainKeys("dal.tenant.id", "error.type");
        assertThat(text(span).get("db.query.text")).contains("in (?, ?)");
    }

    @Test
    void aTransactionIsTheParentOfItsStatementsAndTellsOfItsBeginAndCommit() {
        acme.useTransaction(transaction -> {
            transaction.dsl().selectFrom(TRACED).fetch();
            transaction.dsl().update(TRACED).set(TEXT, "x").where(ID.eq(1)).execute();
        });

        assertThat(names()).containsExactly("SELECT traced", "UPDATE traced", "transaction");
        SpanData whole = only("transaction");
        assertThat(spans().subList(0, 2))
                .allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()));
        assertThat(whole.getEvents()).extracting(EventData::getName).containsExactly("begin", "commit");
        assertThat(text(whole)).containsEntry("dal.transaction.outcome", "committed");
    }

    @Test
    void aTransactionThatFailsTellsOfItsRollbackAndOfTheServersCode() {
        assertThatExceptionOfType(ConstraintViolatedException.class)
                .isThrownBy(() -> acme.useTransaction(transaction ->
                        transaction.dsl().insertInto(TRACED, ID).values(1).execute()));

        SpanData insert = only("INSERT traced");
        assertThat(text(insert))
                .containsEntry("db.response.status_code", "23505")
                .containsEntry("error.type", "CONSTRAINT_VIOLATED");
        assertThat(insert.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        SpanData whole = only("transaction");
        assertThat(whole.getEvents()).extracting(EventData::getName).containsExactly("begin", "rollback");
        assertThat(text(whole)).containsEntry("dal.transaction.outcome", "rolled_back");
    }

    @Test
    void aCursorIsOneSpanWithAllItsRowsAndLastsUntilItIsClosed() {
        acme.useTransaction(transaction -> {
            try (Cursor<Record> cursor =
                    transaction.dsl().selectFrom(TRACED).fetchSize(2).fetchLazy()) {
                cursor.fetchNext();
                assertThat(names()).isEmpty();
                while (cursor.hasNext()) {
                    cursor.fetchNext();
                }
            }
        });

        assertThat(text(only("SELECT traced"))).containsEntry("dal.rows", "5");
    }

    @Test
    void aBatchOfBindsIsOneSpanThatTellsHowManyItHad() {
        DSLContext dsl = acme.dsl();
        dsl.batch(dsl.insertInto(TRACED, ID, TEXT).values((Integer) null, null))
                .bind(11, "a")
                .bind(12, "b")
                .bind(13, "c")
                .execute();

        assertThat(text(only("BATCH INSERT traced")))
                .containsEntry("db.operation.name", "BATCH INSERT")
                .containsEntry("db.operation.batch.size", "3");
    }

    @Test
    void aBatchOfDifferentStatementsNamesThemWithoutTheirValues() {
        DSLContext dsl = acme.dsl();
        dsl.batch(
                        dsl.insertInto(TRACED, ID, TEXT).values(21, "secret"),
                        dsl.update(TRACED).set(TEXT, "secret").where(ID.eq(21)))
                .execute();

        SpanData span = only("BATCH INSERT traced UPDATE traced");
        assertThat(text(span))
                .containsEntry("db.operation.name", "BATCH")
                .containsEntry("db.operation.batch.size", "2");
        assertThat(span.toString()).doesNotContain("secret");
    }

    @Test
    void batchedStatementsAreABatchWithinOneUseOfAConnection() {
        acme.dsl().batched(configuration -> {
            configuration.dsl().insertInto(TRACED, ID).values(31).execute();
            configuration.dsl().insertInto(TRACED, ID).values(32).execute();
        });

        assertThat(names()).containsExactly("BATCH INSERT traced", "connection");
        assertThat(text(only("connection"))).containsEntry("dal.node.role", "primary");
        SpanData batch = only("BATCH INSERT traced");
        assertThat(batch.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(batch.getParentSpanId()).isEqualTo(only("connection").getSpanId());
        assertThat(text(batch))
                .containsEntry("db.operation.batch.size", "2")
                .containsEntry("dal.rows", "2")
                .containsKeys("server.address", "server.port", "db.query.text");
    }

    @Test
    void whatIsSentByHandHasASpanEachWithoutItsLiterals() {
        acme.dsl().connection(connection -> {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("insert into public.traced values (33, 'secret')");
            }
        });

        SpanData insert = only("INSERT traced");
        assertThat(insert.getParentSpanId()).isEqualTo(only("connection").getSpanId());
        assertThat(text(insert)).containsEntry("db.query.text", "insert into public.traced values (?, ?)");
        assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain("secret");
    }

    @Test
    void workOnAnotherThreadIsPartOfTheTraceWhereItsExecutorCarriesTheContext() {
        Span request = openTelemetry.getTracer("test").spanBuilder("request").startSpan();
        try (ExecutorService threads = Context.taskWrapping(Executors.newVirtualThreadPerTaskExecutor());
                Scope current = request.makeCurrent()) {
            acme.dsl()
                    .selectFrom(TRACED)
                    .fetchAsync(threads)
                    .toCompletableFuture()
                    .join();
        }

        assertThat(only("SELECT traced").getParentSpanId())
                .isEqualTo(request.getSpanContext().getSpanId());
    }

    @Test
    void workThatFoundNoFreeConnectionHasASpanThatSaysSoAndOneForItsWait() {
        assertThatExceptionOfType(PoolExhaustedException.class)
                .isThrownBy(() -> acme.dsl().connection(one -> {
                    acme.dsl()
                            .connection(two ->
                                    acme.dsl().insertInto(TRACED, ID).values(41).execute());
                }));

        SpanData refused = exporter.getFinishedSpanItems().stream()
                .filter(span ->
                        span.getKind() == SpanKind.CLIENT || span.getName().equals("connection"))
                .findFirst()
                .orElseThrow();
        assertThat(text(refused)).containsEntry("error.type", "POOL_EXHAUSTED").containsKey("server.port");
    }

    @Test
    void moreRowsThanAskedForAreAnErrorOfTheSpanThoughNotOfTheServer() {
        assertThatExceptionOfType(TooManyRowsException.class)
                .isThrownBy(() -> acme.dsl().selectFrom(TRACED).fetchOne());

        assertThat(text(only("SELECT traced")))
                .containsEntry("error.type", "org.jooq.exception.TooManyRowsException")
                .doesNotContainKey("db.response.status_code");
    }

    /** All but waits for connections, of which the first take their time. */
    private List<SpanData> spans() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> !span.getName().equals("acquire"))
                .toList();
    }

    private List<String> names() {
        return spans().stream().map(SpanData::getName).toList();
    }

    private SpanData only(String name) {
        List<SpanData> spans = exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
        assertThat(spans).as(() -> name + " among " + names()).hasSize(1);
        return spans.getFirst();
    }

    private static Map<String, @Nullable String> text(SpanData span) {
        Map<String, @Nullable String> text = new HashMap<>();
        for (Map.Entry<AttributeKey<?>, Object> attribute :
                span.getAttributes().asMap().entrySet()) {
            text.put(attribute.getKey().getKey(), attribute.getValue().toString());
        }
        return text;
    }
}
