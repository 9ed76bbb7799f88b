package dal.telemetry.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.util.Providers;
import dal.DbConnectionManager;
import dal.cluster.PoolPurpose;
import dal.config.DataAccessConfig;
import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.spi.PoolListener;
import dal.spi.StatusContributor;
import dal.status.LifecycleState;
import dal.status.ManagerStatus;
import dal.telemetry.CapturedLog;
import dal.telemetry.Executions;
import dal.telemetry.FakeManager;
import dal.telemetry.MonitoringConfig;
import dal.telemetry.StatementTelemetry;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.alert.AlertConfig;
import dal.telemetry.health.HealthReports;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TelemetryModuleTest {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    @Test
    void joinsEverySeamOfTheCore() {
        Injector injector = injector(TelemetryConfig.DEFAULT);

        assertThat(set(injector, new TypeLiteral<Set<ExecutionObserver>>() {})).hasSize(1);
        assertThat(set(injector, new TypeLiteral<Set<PoolListener>>() {})).hasSize(2);
        assertThat(set(injector, new TypeLiteral<Set<StatusContributor>>() {})).hasSize(1);
        assertThat(set(injector, new TypeLiteral<Set<LifecycleParticipant>>() {}))
                .hasSize(2)
                .extracting(LifecycleParticipant::phase)
                .containsOnly(LifecycleParticipant.Phase.TELEMETRY);
        assertThat(injector.getInstance(HealthReports.class)).isNotNull();
    }

    @Test
    void keepsMetricsInThePrometheusRegistryUnlessAnotherIsGiven() {
        Injector injector = injector(TelemetryConfig.DEFAULT);
        PrometheusMeterRegistry registry = injector.getInstance(PrometheusMeterRegistry.class);
        execute(injector);

        assertThat(injector.getInstance(MeterRegistry.class)).isSameAs(registry);
        assertThat(registry.scrape()).contains("db_client_operation_duration_seconds_count{");

        SimpleMeterRegistry given = new SimpleMeterRegistry();
        Injector other = injector(TelemetryConfig.DEFAULT, new AbstractModule() {
            @Override
            protected void configure() {
                OptionalBinder.newOptionalBinder(binder(), MeterRegistry.class)
                        .setBinding()
                        .toInstance(given);
            }
        });
        execute(other);

        assertThat(given.get("db.client.operation.duration").timer().count()).isEqualTo(1);
    }

    @Test
    void hangsTheMetersOfClustersInTheRegistryUnasked() {
        PrometheusMeterRegistry registry = injector(TelemetryConfig.DEFAULT).getInstance(PrometheusMeterRegistry.class);

        assertThat(registry.scrape()).contains("dal_nodes{dal_cluster=\"main\",dal_node_role=\"primary\"} 0.0");
    }

    @Test
    void writesTheSummaryAgainAndAgain() throws Exception {
        ManagerStatus idle =
                new ManagerStatus(LifecycleState.RUNNING, 0, 0, List.of(), List.of(), List.of(), List.of());
        try (CapturedLog log = new CapturedLog("dal.summary")) {
            Injector injector = Guice.createInjector(
                    new TelemetryModule(
                            TelemetryConfig.DEFAULT,
                            StatementTelemetry.DEFAULT,
                            new MonitoringConfig(AlertConfig.DEFAULT, Duration.ofHours(1), Duration.ofMillis(20), 0)),
                    new Core(new FakeManager(idle)));
            Awaitility.await().until(() -> log.lines().size() > 1);
            for (LifecycleParticipant participant : set(injector, new TypeLiteral<Set<LifecycleParticipant>>() {})) {
                participant.stop(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void putsThePoolsItHearsOfInTheStatus() {
        AlertConfig atOnce = new AlertConfig(80, 90, 5, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Injector injector = Guice.createInjector(
                new TelemetryModule(
                        TelemetryConfig.DEFAULT,
                        StatementTelemetry.DEFAULT,
                        new MonitoringConfig(atOnce, Duration.ofHours(1), Duration.ZERO, 0)),
                new Core());
        set(injector, new TypeLiteral<Set<PoolListener>>() {})
                .forEach(listener ->
                        listener.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(20, 20, 0)));

        assertThat(set(injector, new TypeLiteral<Set<StatusContributor>>() {}))
                .flatExtracting(StatusContributor::alerts)
                .hasSize(1);
    }

    @Test
    void hasTheSdkSendWhatItHoldsWhenItStops() throws Exception {
        Injector injector = injector(TelemetryConfig.DEFAULT, tracing(exporter));
        execute(injector);
        assertThat(exporter.getFinishedSpanItems()).isEmpty();

        flush(injector).stop(Duration.ofSeconds(5));
        assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void leavesTheSdkOpenWhereNothingElseIsSaid() throws Exception {
        Injector injector = injector(TelemetryConfig.DEFAULT, tracing(exporter));
        flush(injector).stop(Duration.ofSeconds(5));
        execute(injector);

        // The SDK takes a flush for answered by the one before it for a moment longer than that one lasts.
        Awaitility.await().untilAsserted(() -> {
            flush(injector).stop(Duration.ofSeconds(5));
            assertThat(exporter.getFinishedSpanItems()).hasSize(1);
        });
    }

    @Test
    void closesTheSdkWhereAskedTo() throws Exception {
        TelemetryConfig closing =
                new TelemetryConfig(false, false, Duration.ZERO, 100, Duration.ZERO, Duration.ZERO, true);
        Injector injector = injector(closing, tracing(exporter));
        flush(injector).stop(Duration.ofSeconds(5));
        execute(injector);
        flush(injector).stop(Duration.ofSeconds(5));

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void saysSoWhenTelemetryCannotBeSentInTime() {
        Injector injector = injector(TelemetryConfig.DEFAULT, tracing(new NeverDone()));
        execute(injector);

        assertThatThrownBy(() -> flush(injector).stop(Duration.ofMillis(20)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("PT0.02S");
    }

    private static void execute(Injector injector) {
        for (ExecutionObserver observer : set(injector, new TypeLiteral<Set<ExecutionObserver>>() {})) {
            Execution execution = Executions.statement(Executions.SELECT);
            observer.finished(execution, observer.started(execution, null), Executions.success(Duration.ofMillis(1)));
        }
    }

    private static LifecycleParticipant flush(Injector injector) {
        return set(injector, new TypeLiteral<Set<LifecycleParticipant>>() {}).stream()
                .filter(participant -> participant.name().equals("telemetry"))
                .findFirst()
                .orElseThrow();
    }

    private static <T> Set<T> set(Injector injector, TypeLiteral<Set<T>> type) {
        return injector.getInstance(Key.get(type));
    }

    private static Injector injector(TelemetryConfig config, Module... others) {
        return Guice.createInjector(new TelemetryModule(config), new Core(), binder -> {
            for (Module other : others) {
                binder.install(other);
            }
        });
    }

    private static Module tracing(SpanExporter spans) {
        return binder -> OptionalBinder.newOptionalBinder(binder, OpenTelemetry.class)
                .setBinding()
                .toInstance(OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(BatchSpanProcessor.builder(spans)
                                        .setScheduleDelay(Duration.ofHours(1))
                                        .build())
                                .build())
                        .build());
    }

    /** What the core's module binds and this one needs. */
    private static final class Core extends AbstractModule {

        private final @Nullable DbConnectionManager manager;

        Core() {
            this(null);
        }

        Core(@Nullable DbConnectionManager manager) {
            this.manager = manager;
        }

        @Override
        protected void configure() {
            bind(DataAccessConfig.class).toInstance(Executions.config(Duration.ofSeconds(1)));
            bind(DbConnectionManager.class).toProvider(Providers.of(manager));
            bind(NodeConnector.class).toInstance((cluster, node, purpose, timeout) -> {
                throw new SQLException("no node in this test");
            });
        }
    }

    private static final class NeverDone implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return new CompletableResultCode();
        }

        @Override
        public CompletableResultCode flush() {
            return new CompletableResultCode();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
