package dal.telemetry.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dal.DbConnectionManager;
import dal.config.DataAccessConfig;
import dal.spi.AlertListener;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.spi.PoolListener;
import dal.spi.StatusContributor;
import dal.telemetry.MonitoringConfig;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.alert.AlertBoard;
import dal.telemetry.alert.PoolAlerts;
import dal.telemetry.health.HealthReports;
import dal.telemetry.health.SummaryLine;
import dal.telemetry.metrics.ClusterMetrics;
import dal.telemetry.metrics.CoarseClock;
import dal.telemetry.metrics.ExecutionMetrics;
import dal.telemetry.metrics.ManagerMetrics;
import dal.telemetry.metrics.PoolMetrics;
import dal.telemetry.metrics.TenantMetrics;
import dal.telemetry.metrics.TraceExemplars;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Provider;
import java.time.InstantSource;
import java.util.Set;

/** Metrics, alerts and health. A part of {@link TelemetryModule}. */
final class MonitoringModule extends AbstractModule {

    private final MonitoringConfig config;

    MonitoringModule(MonitoringConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(MonitoringConfig.class).toInstance(config);
        OptionalBinder.newOptionalBinder(binder(), MeterRegistry.class)
                .setDefault()
                .to(PrometheusMeterRegistry.class);
        bind(CoarseClock.class).toInstance(new CoarseClock());
        bind(TraceExemplars.class).toInstance(new TraceExemplars());
        bind(PoolAlerts.class).toInstance(new PoolAlerts(config.alerts()));
        Multibinder.newSetBinder(binder(), AlertListener.class);
        Multibinder<PoolListener> pools = Multibinder.newSetBinder(binder(), PoolListener.class);
        pools.addBinding().to(PoolAlerts.class);
        pools.addBinding().to(PoolMetrics.class);
        Multibinder.newSetBinder(binder(), StatusContributor.class).addBinding().to(AlertBoard.class);
        // Nobody asks for these: they hang in the registry, or go their rounds.
        bind(MonitoringRounds.class).asEagerSingleton();
        bind(ManagerMetrics.class).asEagerSingleton();
    }

    @Provides
    @Singleton
    PrometheusMeterRegistry prometheusRegistry(CoarseClock clock, TraceExemplars exemplars) {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock, exemplars);
    }

    @Provides
    @Singleton
    TenantMetrics tenantMetrics(MeterRegistry registry) {
        return new TenantMetrics(registry, config.tenantSeries());
    }

    @Provides
    @Singleton
    ExecutionMetrics executionMetrics(MeterRegistry registry, TenantMetrics tenants, TraceExemplars exemplars) {
        return new ExecutionMetrics(registry, tenants, exemplars);
    }

    @Provides
    @Singleton
    PoolMetrics poolMetrics(MeterRegistry registry) {
        return new PoolMetrics(registry);
    }

    @Provides
    @Singleton
    ClusterMetrics clusterMetrics(
            MeterRegistry registry,
            DataAccessConfig dataAccess,
            Provider<Set<StatusContributor>> contributors,
            ExecutionMetrics executions) {
        return new ClusterMetrics(registry, dataAccess.clusters().keySet(), contributors::get, executions::forget);
    }

    @Provides
    @Singleton
    AlertBoard alertBoard(
            PoolAlerts pools, Provider<Set<StatusContributor>> contributors, Set<AlertListener> listeners) {
        return new AlertBoard(pools, config.alerts(), contributors::get, listeners, System::nanoTime);
    }

    @Provides
    @Singleton
    SummaryLine summaryLine(MeterRegistry registry) {
        return new SummaryLine(registry);
    }

    @ProvidesIntoSet
    LifecycleParticipant rounds(MonitoringRounds rounds) {
        return rounds;
    }

    @Provides
    @Singleton
    HealthReports healthReports(
            Provider<DbConnectionManager> manager,
            DataAccessConfig dataAccess,
            TelemetryConfig telemetry,
            NodeConnector connector) {
        return new HealthReports(manager, dataAccess, telemetry, connector, InstantSource.system(), System::nanoTime);
    }
}
