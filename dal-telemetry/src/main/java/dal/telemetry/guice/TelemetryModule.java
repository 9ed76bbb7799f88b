package dal.telemetry.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dal.DbConnectionManager;
import dal.config.DataAccessConfig;
import dal.spi.ExecutionObserver;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.spi.PoolListener;
import dal.spi.StatusContributor;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.health.HealthReports;
import dal.telemetry.health.NodeAlerts;
import dal.telemetry.health.PoolAlerts;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.WatchingObserver;
import dal.telemetry.metrics.ClusterMetrics;
import dal.telemetry.metrics.ExecutionMetrics;
import dal.telemetry.metrics.PoolMetrics;
import dal.telemetry.slowquery.SlowQueryLog;
import dal.telemetry.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.inject.Provider;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Watches a manager: spans, slow-query log, metrics, alerts of pools and nodes, {@link HealthReports}. Needs what {@code CoreModule} binds.
 *
 * <p>An application gives its own OpenTelemetry and registry through {@link OptionalBinder}; without that nothing is traced, and metrics are in a
 * {@link PrometheusMeterRegistry}, to be injected where {@code /metrics} is served:
 *
 * <pre>{@code
 * OptionalBinder.newOptionalBinder(binder(), OpenTelemetry.class).setBinding().toInstance(sdk);
 * OptionalBinder.newOptionalBinder(binder(), MeterRegistry.class).setBinding().toInstance(registry);
 * }</pre>
 */
public final class TelemetryModule extends AbstractModule {

    private final TelemetryConfig config;

    /** Watches with the defaults. */
    public TelemetryModule() {
        this(TelemetryConfig.DEFAULT);
    }

    /** Watches like that. */
    public TelemetryModule(TelemetryConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(TelemetryConfig.class).toInstance(config);
        OptionalBinder.newOptionalBinder(binder(), OpenTelemetry.class)
                .setDefault()
                .toInstance(OpenTelemetry.noop());
        OptionalBinder.newOptionalBinder(binder(), MeterRegistry.class)
                .setDefault()
                .to(PrometheusMeterRegistry.class);
        bind(PoolAlerts.class).toInstance(new PoolAlerts());
        Multibinder.newSetBinder(binder(), PoolListener.class).addBinding().to(PoolAlerts.class);
        Multibinder.newSetBinder(binder(), StatusContributor.class).addBinding().to(PoolAlerts.class);
        // Nobody asks for it: it hangs in the registry.
        bind(ClusterMetrics.class).toProvider(ClusterMetricsProvider.class).asEagerSingleton();
    }

    @ProvidesIntoSet
    @Singleton
    StatusContributor nodeAlerts(Provider<Set<StatusContributor>> contributors) {
        return new NodeAlerts(contributors::get);
    }

    @ProvidesIntoSet
    @Singleton
    ExecutionObserver observer(OpenTelemetry openTelemetry, MeterRegistry registry, DataAccessConfig dataAccess) {
        return new WatchingObserver(
                new StatementDescriptions(config.rememberedStatements()),
                List.of(
                        new Tracing(openTelemetry, config.tenantIdOnSpans()),
                        new ExecutionMetrics(registry),
                        new SlowQueryLog(
                                dataAccess, config.slowQueryLogInterval(), config.tenantIdInLogs(), System::nanoTime)));
    }

    @ProvidesIntoSet
    @Singleton
    PoolListener poolMetrics(MeterRegistry registry) {
        return new PoolMetrics(registry);
    }

    @ProvidesIntoSet
    @Singleton
    LifecycleParticipant flush(OpenTelemetry openTelemetry) {
        return new TelemetryFlush(openTelemetry, config.closeOpenTelemetry());
    }

    @Provides
    @Singleton
    PrometheusMeterRegistry prometheusRegistry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Provides
    @Singleton
    HealthReports healthReports(
            Provider<DbConnectionManager> manager, DataAccessConfig dataAccess, NodeConnector connector) {
        return new HealthReports(manager, dataAccess, config, connector, InstantSource.system(), System::nanoTime);
    }
}
