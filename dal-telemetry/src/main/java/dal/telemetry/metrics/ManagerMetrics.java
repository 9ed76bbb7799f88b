package dal.telemetry.metrics;

import dal.DbConnectionManager;
import dal.status.LifecycleState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.Locale;

/** Meters of the manager as a whole: where it is in its life, how much work it has, and how much it turned away. */
public final class ManagerMetrics {

    private final Provider<DbConnectionManager> manager;
    private volatile long refused;

    /** Registers in that registry; the manager is asked for when the registry is read. */
    @Inject
    public ManagerMetrics(MeterRegistry registry, Provider<DbConnectionManager> manager) {
        this.manager = manager;
        for (LifecycleState state : LifecycleState.values()) {
            Gauge.builder(MeterNames.LIFECYCLE_STATE, this, metrics -> metrics.is(state))
                    .description("Where the manager is in its life")
                    .tag(MeterNames.STATE, state.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder(MeterNames.RUNNING, this, ManagerMetrics::running)
                .description("Work under way")
                .strongReference(true)
                .register(registry);
        // The registry holds this object weakly; the gauges hold it for as long as they are registered.
        FunctionCounter.builder(MeterNames.REFUSED, this, ManagerMetrics::refused)
                .description("Calls turned away since the process shuts down")
                .register(registry);
    }

    /** A gauge that throws says nothing; a counter that throws would take all other meters along. */
    private double refused() {
        try {
            refused = manager.get().status().refused();
        } catch (RuntimeException e) {
            // The manager is not there yet, or cannot tell: what was known last holds.
        }
        return refused;
    }

    private double is(LifecycleState state) {
        return manager.get().status().state() == state ? 1 : 0;
    }

    private double running() {
        return manager.get().status().running();
    }
}
