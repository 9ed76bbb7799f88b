package dal.telemetry.metrics;

import dal.DbConnectionManager;
import dal.status.LifecycleState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.Locale;

/** Gauges of the manager as a whole: where it is in its life, and how much work it has. */
public final class ManagerMetrics {

    private final Provider<DbConnectionManager> manager;

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
    }

    private double is(LifecycleState state) {
        return manager.get().status().state() == state ? 1 : 0;
    }

    private double running() {
        return manager.get().status().running();
    }
}
