package dal.benchmarks.cost;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.core.execution.Observers;
import dal.spi.Execution;
import dal.spi.RouteReason;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.WatchingObserver;
import dal.telemetry.metrics.ExecutionMetrics;
import dal.telemetry.trace.Tracing;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Queries that are observed as the core observes them, without a database. Public since JMH makes its own classes of it. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
public class TelemetryState {

    /** Who watches. */
    public enum Watch {
        NOBODY,
        UNSAMPLED,
        ROOT,
        SAMPLED,
        METRICS
    }

    private static final byte[] SQL = ("select \"public\".\"orders\".\"id\", \"public\".\"orders\".\"total\" from"
                    + " \"public\".\"orders\" where (\"public\".\"orders\".\"customer\" = ? and"
                    + " \"public\".\"orders\".\"state\" in (?, ?)) order by \"public\".\"orders\".\"id\" limit ?")
            .getBytes(StandardCharsets.ISO_8859_1);

    private final TenantId tenant = TenantId.of("acme");
    private final TenantClassName tenantClass = TenantClassName.of("standard");
    private final ClusterName cluster = ClusterName.of("main");
    private final NodeName node = NodeName.of("replica-1");
    private final Consistency consistency = Consistency.eventual();

    @Param
    private Watch watch = Watch.NOBODY;

    private Observers observers = new Observers(Set.of());
    private @Nullable Scope scope;
    private final Ending ending = new Ending();

    /** Wires whoever watches, and makes a request's span current, until {@link #close()}. */
    @Setup
    @SuppressWarnings("MustBeClosedChecker")
    public void open() {
        OpenTelemetry openTelemetry = sdk();
        ExecutionWatcher watcher = watch == Watch.METRICS
                ? new ExecutionMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                : new Tracing(openTelemetry, false);
        observers = new Observers(
                watch == Watch.NOBODY
                        ? Set.of()
                        : Set.of(new WatchingObserver(new StatementDescriptions(2_000), List.of(watcher))));
        Span request = openTelemetry.getTracer("request").spanBuilder("request").startSpan();
        scope = (watch == Watch.ROOT ? Context.root() : Context.root().with(request)).makeCurrent();
    }

    private OpenTelemetry sdk() {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(watch == Watch.SAMPLED ? 1 : 0)))
                        .addSpanProcessor(ending)
                        .build())
                .build();
    }

    /** What was measured has to be what it is called: spans that ended where they are sampled, and none elsewhere. */
    @TearDown
    public void close() {
        if (scope != null) {
            scope.close();
        }
        if ((ending.last != null) != (watch == Watch.SAMPLED)) {
            throw new IllegalStateException(watch + " ended " + (ending.last == null ? "no span" : "spans"));
        }
    }

    /** One query, from its start to its end. Its text is rendered anew, as jOOQ does, so that its hash is not known. */
    @Benchmark
    public Observers.Observation query() {
        Execution execution = new Execution(
                Execution.Kind.STATEMENT,
                tenant,
                tenantClass,
                cluster,
                node,
                "db-2.internal",
                5432,
                "shop",
                Role.REPLICA,
                RouteReason.EVENTUAL_READ,
                new String(SQL, StandardCharsets.ISO_8859_1),
                null,
                consistency,
                40_000_000,
                1,
                null,
                null);
        Observers.Observation observation = observers.start(execution, null);
        observation.waited(1_000);
        observation.finish(3, null);
        return observation;
    }

    /** Takes spans that ended, as an exporter's queue would, and sends none. */
    private static final class Ending implements SpanProcessor {

        private volatile @Nullable ReadableSpan last;

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // Only its end counts.
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            last = span;
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
