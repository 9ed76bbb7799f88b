package dal.telemetry.metrics;

import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Operations by tenant, of which there may be more than a registry can bear: the busiest have a series each, all others share one. Who is busy is decided anew at
 * each {@link #rank}, by what was counted since the last one, of as many candidates as are remembered; a tenant that has a series keeps it unless another was half
 * as busy again, so that series do not come and go with chance. Thread-safe.
 */
public final class TenantMetrics {

    /** Candidates remembered between two rankings, for each series there may be. */
    private static final int CANDIDATES = 20;

    private static final double INCUMBENT = 1.5;

    private final MeterRegistry registry;
    private final int cap;
    private final Map<TenantId, LongAdder> candidates = new ConcurrentHashMap<>();
    private final Map<Key, Timer> series = new ConcurrentHashMap<>();
    private volatile Set<TenantId> named = Set.of();

    /**
     * Measures in that registry.
     *
     * @param cap how many tenants may have a series of their own; 0 for no meter at all
     */
    public TenantMetrics(MeterRegistry registry, int cap) {
        this.registry = registry;
        this.cap = cap;
    }

    boolean isOff() {
        return cap == 0;
    }

    void record(TenantClassName tenantClass, @Nullable TenantId tenant, long nanos) {
        if (tenant == null) {
            return;
        }
        LongAdder count = candidates.get(tenant);
        if (count == null && candidates.size() < cap * CANDIDATES) {
            count = candidates.computeIfAbsent(tenant, met -> new LongAdder());
        }
        if (count != null) {
            count.increment();
        }
        Key key = new Key(tenantClass, named.contains(tenant) ? tenant.value() : MeterNames.OTHER_TENANTS);
        series.computeIfAbsent(key, this::register).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Decides who has a series of its own from now on, and takes away the series of those who had one. */
    public void rank() {
        if (isOff()) {
            return;
        }
        List<TenantId> busiest = candidates.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<TenantId, LongAdder> entry) -> -weight(entry))
                        .thenComparing(entry -> entry.getKey().value()))
                .limit(cap)
                .map(Map.Entry::getKey)
                .toList();
        candidates.clear();
        Set<TenantId> next = new HashSet<>(busiest);
        // Whoever was quiet keeps its series as long as nobody else needs it.
        named.stream().filter(tenant -> next.size() < cap).forEach(next::add);
        named = Set.copyOf(next);
        series.entrySet().removeIf(entry -> {
            String tenant = entry.getKey().tenant();
            boolean over = !tenant.equals(MeterNames.OTHER_TENANTS) && !next.contains(TenantId.of(tenant));
            if (over) {
                registry.remove(entry.getValue());
            }
            return over;
        });
    }

    private double weight(Map.Entry<TenantId, LongAdder> entry) {
        long count = entry.getValue().sum();
        return named.contains(entry.getKey()) ? count * INCUMBENT : count;
    }

    private Timer register(Key key) {
        return Timer.builder(MeterNames.TENANT_OPERATIONS)
                .description("Operations by tenant")
                .tag(MeterNames.TENANT_CLASS, key.tenantClass.value())
                .tag(MeterNames.TENANT, key.tenant)
                .register(registry);
    }

    private record Key(TenantClassName tenantClass, String tenant) {}
}
