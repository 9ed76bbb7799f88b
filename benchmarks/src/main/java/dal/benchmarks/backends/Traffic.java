package dal.benchmarks.backends;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.inject.Guice;
import com.google.inject.multibindings.OptionalBinder;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.benchmarks.layer.Layer;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.error.DatabaseException;
import dal.routing.guice.RoutingModule;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.guice.TelemetryModule;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jooq.Record;
import org.jooq.Table;

/** What one request would do: a transaction of a few statements, a read of a replica, a statement that fails. */
final class Traffic {

    private static final Table<Record> SENT = table(name("sent"));

    private Traffic() {}

    /** Makes one trace, and returns what was exported of it once that exporter was done. */
    static List<SpanData> trace(PostgresCluster cluster, SpanExporter exporter) {
        Kept kept = new Kept();
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(Resource.create(Attributes.builder()
                                .put("service.name", "bench")
                                .build()))
                        .addSpanProcessor(kept)
                        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                        .build())
                .build()) {
            work(cluster, sdk);
            if (!sdk.getSdkTracerProvider()
                    .forceFlush()
                    .join(30, TimeUnit.SECONDS)
                    .isSuccess()) {
                return List.of();
            }
            return List.copyOf(kept.spans);
        }
    }

    /** The scope is there to be closed. */
    @SuppressWarnings("try")
    private static void work(PostgresCluster cluster, OpenTelemetry sdk) {
        PostgresNode primary = cluster.primary();
        DataAccessConfig config = DataAccessConfigReader.fromEnvironment(Layer.environment(
                primary,
                primary.port(),
                cluster.replicas().stream().map(PostgresNode::port).toList()));
        try (DbConnectionManager databases = Guice.createInjector(
                        new CoreModule(config),
                        new RoutingModule(),
                        new TelemetryModule(TelemetryConfig.DEFAULT.withTenantIds(true, false)),
                        binder -> OptionalBinder.newOptionalBinder(binder, OpenTelemetry.class)
                                .setBinding()
                                .toInstance(sdk))
                .getInstance(DbConnectionManager.class)) {
            TenantDatabase acme = databases.database(TenantId.of("acme"));
            Span request = sdk.getTracer("bench")
                    .spanBuilder("POST /orders")
                    .setNoParent()
                    .startSpan();
            try (Scope scope = request.makeCurrent()) {
                acme.useTransaction(open -> {
                    open.dsl().insertInto(SENT).values(1, "O'Neill").execute();
                    open.dsl()
                            .update(SENT)
                            .set(field(name("id"), Integer.class), 2)
                            .execute();
                    open.dsl().selectFrom(SENT).fetch();
                });
                acme.dsl().selectCount().from(SENT).fetch();
                fail(acme);
            } finally {
                request.end();
            }
        }
    }

    private static void fail(TenantDatabase database) {
        try {
            database.dsl().fetch("select 1 / 0");
            throw new IllegalStateException("it was to fail");
        } catch (DatabaseException expected) {
            // Its span is what was wanted of it.
        }
    }

    private static final class Kept implements SpanProcessor {

        private final List<SpanData> spans = new CopyOnWriteArrayList<>(new ArrayList<>());

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
