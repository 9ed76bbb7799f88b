package dal.telemetry.metrics;

import dal.spi.PoolListener;
import dal.status.PoolName;
import dal.status.PoolStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Gauges for each open pool; they go when it closes. Thread-safe. */
public final class PoolMetrics implements PoolListener {

    private final MeterRegistry registry;
    private final ConcurrentHashMap<PoolName, List<Meter>> gauges = new ConcurrentHashMap<>();

    /** Registers in that registry. */
    public PoolMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void opened(PoolName pool, Supplier<PoolStatus> status) {
        gauges.compute(pool, (name, before) -> {
            // A pool may be opened anew under its name: the gauges of the earlier one would keep answering for it.
            remove(before == null ? List.of() : before);
            return register(name, status);
        });
    }

    @Override
    public void closed(PoolName pool) {
        gauges.computeIfPresent(pool, (name, open) -> {
            remove(open);
            return null;
        });
    }

    private List<Meter> register(PoolName pool, Supplier<PoolStatus> status) {
        Tags tags = Tags.of(
                MeterNames.POOL_NAME,
                pool.toString(),
                MeterNames.TENANT_CLASS,
                pool.tenantClass().value(),
                MeterNames.CLUSTER,
                pool.cluster().value(),
                MeterNames.NODE,
                pool.node().value(),
                MeterNames.POOL_PURPOSE,
                pool.purpose().label());
        Tags idle = tags.and(MeterNames.CONNECTION_STATE, MeterNames.IDLE);
        Tags used = tags.and(MeterNames.CONNECTION_STATE, MeterNames.USED);
        return List.of(
                gauge(MeterNames.CONNECTION_COUNT, "Connections held", idle, status, PoolStatus::idle),
                gauge(MeterNames.CONNECTION_COUNT, "Connections held", used, status, PoolStatus::active),
                gauge(MeterNames.CONNECTION_MAX, "Most connections allowed", tags, status, PoolStatus::max),
                gauge(MeterNames.CONNECTION_PENDING, "Calls that wait", tags, status, PoolStatus::waiting));
    }

    private Meter gauge(
            String name, String description, Tags tags, Supplier<PoolStatus> status, ToIntFunction<PoolStatus> value) {
        // A strong reference: nobody else keeps the supplier, and a collected one would read NaN.
        return Gauge.builder(name, status, supplier -> value.applyAsInt(supplier.get()))
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private void remove(List<Meter> meters) {
        meters.forEach(registry::remove);
    }
}
