package dal.benchmarks.isolation;

import dal.tenant.TenantId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each tenant has hit an item of its own, and was told so. Thread-safe. */
final class Written {

    private final Map<TenantId, LongAdder> hits = new ConcurrentHashMap<>();

    void add(TenantId tenant, long times) {
        hits.computeIfAbsent(tenant, unknown -> new LongAdder()).add(times);
    }

    /** How many hits there are that the other does not have, and the other way round. */
    long differences(Written other) {
        Set<TenantId> all = new HashSet<>(hits.keySet());
        all.addAll(other.hits.keySet());
        return all.stream()
                .mapToLong(tenant -> Math.abs(of(tenant) - other.of(tenant)))
                .sum();
    }

    private long of(TenantId tenant) {
        LongAdder known = hits.get(tenant);
        return known == null ? 0 : known.sum();
    }
}
