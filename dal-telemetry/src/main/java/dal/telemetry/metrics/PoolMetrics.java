package dal.telemetry.metrics;

import dal.error.PoolExhaustedException;
import dal.spi.PoolListener;
import dal.status.PoolName;
import dal.status.PoolStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters of connections, by the conventions' names; they come and go with the pool. What happens in a pool that is closed already is not counted any more.
 * Thread-safe. A call that is given a connection and gives it back costs two records of a histogram, and allocates nothing.
 */
public final class PoolMetrics implements PoolListener {

    private final MeterRegistry registry;
    private final ConcurrentHashMap<PoolName, PoolMeters> pools = new ConcurrentHashMap<>();

    /** Registers in that registry. */
    public PoolMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void opened(PoolName pool, Supplier<PoolStatus> status) {
        pools.compute(pool, (name, before) -> {
            // A pool may be opened anew under its name: the gauges of the earlier one would keep answering for it.
            if (before != null) {
                before.remove();
            }
            return new PoolMeters(registry, name, status);
        });
    }

    @Override
    public void closed(PoolName pool) {
        pools.computeIfPresent(pool, (name, open) -> {
            open.remove();
            return null;
        });
    }

    @Override
    public void connected(PoolName pool, Duration took) {
        with(pool, meters -> meters.connected(took));
    }

    @Override
    public void connectFailed(PoolName pool, @Nullable String sqlState) {
        with(pool, meters -> meters.connectFailed(sqlState));
    }

    @Override
    public void acquired(PoolName pool, long waitedNanos) {
        PoolMeters meters = pools.get(pool);
        if (meters != null) {
            meters.acquired(waitedNanos);
        }
    }

    @Override
    public void released(PoolName pool, long usedNanos) {
        PoolMeters meters = pools.get(pool);
        if (meters != null) {
            meters.released(usedNanos);
        }
    }

    @Override
    public void refused(PoolName pool, PoolExhaustedException.Reason why) {
        with(pool, meters -> meters.refused(why));
    }

    @Override
    public void removed(PoolName pool, Removal why) {
        with(pool, meters -> meters.removed(why));
    }

    /** Not while it is closed: a meter made meanwhile would stay for ever. */
    private void with(PoolName pool, Consumer<PoolMeters> event) {
        pools.computeIfPresent(pool, (name, meters) -> {
            event.accept(meters);
            return meters;
        });
    }
}
