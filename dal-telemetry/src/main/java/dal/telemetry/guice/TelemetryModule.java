package dal.telemetry.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dal.config.DataAccessConfig;
import dal.spi.ContextCarrier;
import dal.spi.ExecutionObserver;
import dal.spi.LifecycleParticipant;
import dal.spi.LocalSetting;
import dal.spi.NodeConnector;
import dal.telemetry.MonitoringConfig;
import dal.telemetry.StatementTelemetry;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.health.HealthReports;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.WatchingObserver;
import dal.telemetry.metrics.ExecutionMetrics;
import dal.telemetry.plan.PlanCapture;
import dal.telemetry.slowquery.SlowQueryLog;
import dal.telemetry.statistics.QueryStatistics;
import dal.telemetry.trace.TraceContextCarrier;
import dal.telemetry.trace.Tracing;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

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
    private final StatementTelemetry statements;
    private final MonitoringConfig monitoring;

    /** Watches with the defaults. */
    public TelemetryModule() {
        this(TelemetryConfig.DEFAULT);
    }

    /** Watches like that. */
    public TelemetryModule(TelemetryConfig config) {
        this(config, StatementTelemetry.DEFAULT);
    }

    /** Watches like that, and single statements like that. */
    public TelemetryModule(TelemetryConfig config, StatementTelemetry statements) {
        this(config, statements, MonitoringConfig.DEFAULT);
    }

    /** Watches like that, single statements like that, and keeps metrics, alerts and health like that. */
    public TelemetryModule(TelemetryConfig config, StatementTelemetry statements, MonitoringConfig monitoring) {
        this.config = config;
        this.statements = statements;
        this.monitoring = monitoring;
    }

    @Override
    protected void configure() {
        bind(TelemetryConfig.class).toInstance(config);
        OptionalBinder.newOptionalBinder(binder(), OpenTelemetry.class)
                .setDefault()
                .toInstance(OpenTelemetry.noop());
        install(new MonitoringModule(monitoring));
        Multibinder.newSetBinder(binder(), ContextCarrier.class).addBinding().to(TraceContextCarrier.class);
        Multibinder<LocalSetting> settings = Multibinder.newSetBinder(binder(), LocalSetting.class);
        if (statements.traceInApplicationName()) {
            settings.addBinding().toProvider(ApplicationNameProvider.class).in(Singleton.class);
        }
        if (statements.capturePlans()) {
            Multibinder.newSetBinder(binder(), LifecycleParticipant.class)
                    .addBinding()
                    .to(PlanCapture.class);
        }
    }

    @ProvidesIntoSet
    @Singleton
    ExecutionObserver observer(
            OpenTelemetry openTelemetry,
            ExecutionMetrics metrics,
            DataAccessConfig dataAccess,
            QueryStatistics statistics,
            PlanCapture plans) {
        List<ExecutionWatcher> watchers = new ArrayList<>();
        watchers.add(new Tracing(
                openTelemetry, config.tenantIdOnSpans(), statements.acquireSpanThreshold(), InstantSource.system()));
        watchers.add(metrics);
        if (statements.statistics() > 0) {
            watchers.add(statistics);
        }
        watchers.add(new SlowQueryLog(
                dataAccess,
                config.slowQueryLogInterval(),
                config.tenantIdInLogs(),
                statements.loggedBinds(),
                statements.capturePlans() ? plans::slow : slow -> {},
                System::nanoTime));
        return new WatchingObserver(new StatementDescriptions(config.rememberedStatements()), watchers);
    }

    /** Has no thread until a plan is asked for. */
    @Provides
    @Singleton
    PlanCapture plans(NodeConnector connector, DataAccessConfig dataAccess) {
        return new PlanCapture(
                connector, dataAccess, statements.planInterval(), statements.planTimeout(), System::nanoTime);
    }

    /** Empty where none are kept. */
    @Provides
    @Singleton
    QueryStatistics statistics() {
        return new QueryStatistics(Math.max(1, statements.statistics()));
    }

    @ProvidesIntoSet
    @Singleton
    LifecycleParticipant flush(OpenTelemetry openTelemetry) {
        return new TelemetryFlush(openTelemetry, config.closeOpenTelemetry());
    }
}
