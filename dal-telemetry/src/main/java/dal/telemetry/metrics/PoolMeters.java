package dal.telemetry.metrics;

import dal.error.PoolExhaustedException;
import dal.spi.PoolListener.Removal;
import dal.status.PoolName;
import dal.status.PoolStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one pool. Every series that can be known beforehand is there from the start: a rate over one that appears with its first event misses that. */
final class PoolMeters {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int SQLSTATE_CLASS = 2;

    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private final Timer create;
    private final Timer wait;
    private final Timer use;
    private final Counter timeouts;
    private final Map<PoolExhaustedException.Reason, Counter> refusals =
            new EnumMap<>(PoolExhaustedException.Reason.class);
    private final Map<Removal, Counter> removals = new EnumMap<>(Removal.class);
    private final Map<String, Counter> failures = new HashMap<>();

    PoolMeters(MeterRegistry registry, PoolName pool, Supplier<PoolStatus> status) {
        this.registry = registry;
        this.tags = tags(pool);
        Tags idle = tags.and(MeterNames.CONNECTION_STATE, MeterNames.IDLE);
        Tags used = tags.and(MeterNames.CONNECTION_STATE, MeterNames.USED);
        gauge(MeterNames.CONNECTION_COUNT, null, "Connections held", idle, status, PoolStatus::idle);
        gauge(MeterNames.CONNECTION_COUNT, null, "Connections held", used, status, PoolStatus::active);
        gauge(MeterNames.CONNECTION_MAX, null, "Most connections allowed", tags, status, PoolStatus::max);
        gauge(MeterNames.CONNECTION_IDLE_MAX, null, "Most idle connections allowed", tags, status, PoolStatus::max);
        gauge(MeterNames.CONNECTION_IDLE_MIN, null, "Idle connections kept", tags, status, PoolStatus::min);
        gauge(MeterNames.CONNECTION_PENDING, null, "Calls that wait", tags, status, PoolStatus::waiting);
        gauge(MeterNames.CONNECTION_LONGEST_USE, "seconds", "Longest use now", tags, status, PoolMeters::longestUse);
        create = timer(MeterNames.CONNECTION_CREATE, "Time to connect");
        wait = timer(MeterNames.CONNECTION_WAIT, "Wait for a connection");
        use = timer(MeterNames.CONNECTION_USE, "Time in use");
        timeouts = counter(MeterNames.CONNECTION_TIMEOUTS, "Waits in vain", tags);
        for (PoolExhaustedException.Reason why : PoolExhaustedException.Reason.values()) {
            refusals.put(why, counter(MeterNames.ADMISSION_REFUSALS, "Calls given no connection", reason(why)));
        }
        for (Removal why : Removal.values()) {
            removals.put(why, counter(MeterNames.CONNECTION_REMOVED, "Connections closed", reason(why)));
        }
    }

    void connected(Duration took) {
        create.record(took);
    }

    void connectFailed(@Nullable String sqlState) {
        String kind = sqlState == null || sqlState.length() < SQLSTATE_CLASS
                ? MeterNames.NO_ERROR
                : sqlState.substring(0, SQLSTATE_CLASS);
        failures.computeIfAbsent(
                        kind,
                        met -> counter(
                                MeterNames.CONNECTION_FAILURES,
                                "Connections that failed",
                                tags.and(MeterNames.SQLSTATE_CLASS, met)))
                .increment();
    }

    void acquired(long waitedNanos) {
        wait.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    void released(long usedNanos) {
        use.record(usedNanos, TimeUnit.NANOSECONDS);
    }

    void refused(PoolExhaustedException.Reason why) {
        if (why == PoolExhaustedException.Reason.WAITED_TOO_LONG) {
            timeouts.increment();
        }
        Objects.requireNonNull(refusals.get(why)).increment();
    }

    void removed(Removal why) {
        Objects.requireNonNull(removals.get(why)).increment();
    }

    /** Takes them out of the registry. */
    void remove() {
        meters.forEach(registry::remove);
    }

    private static Tags tags(PoolName pool) {
        return Tags.of(
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
    }

    private Tags reason(Enum<?> why) {
        return tags.and(MeterNames.REASON, why.name().toLowerCase(Locale.ROOT));
    }

    private static double longestUse(PoolStatus pool) {
        return pool.longestUse().toNanos() / NANOS_PER_SECOND;
    }

    private void gauge(
            String name,
            @Nullable String unit,
            String description,
            Tags labels,
            Supplier<PoolStatus> status,
            ToDoubleFunction<PoolStatus> value) {
        // A strong reference: nobody else keeps the supplier, and a collected one would read NaN.
        meters.add(Gauge.builder(name, status, supplier -> value.applyAsDouble(supplier.get()))
                .description(description)
                .baseUnit(unit)
                .tags(labels)
                .strongReference(true)
                .register(registry));
    }

    private Timer timer(String name, String description) {
        Timer timer = Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(MeterNames.buckets())
                .tags(tags)
                .register(registry);
        meters.add(timer);
        return timer;
    }

    private Counter counter(String name, String description, Tags labels) {
        Counter counter =
                Counter.builder(name).description(description).tags(labels).register(registry);
        meters.add(counter);
        return counter;
    }
}
