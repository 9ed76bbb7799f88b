package dal.benchmarks.isolation;

import dal.tenant.TenantId;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/** What operations were answered. Thread-safe. */
final class Seen {

    private final LongAdder operations = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** The owners of all items that a tenant saw. */
    void items(TenantId tenant, Collection<String> owners) {
        operations.increment();
        long own = owners.stream().filter(tenant.value()::equals).count();
        foreign.add(owners.size() - own);
        missing.add(Math.abs(Division.ITEMS - own));
    }

    /** How many items a tenant's write changed, and how many it should have. */
    void changed(long items, long expected) {
        operations.increment();
        foreign.add(Math.max(0, items - expected));
        missing.add(Math.max(0, expected - items));
    }

    /** An operation that could not be done, and said so. */
    void refused() {
        refused.increment();
    }

    long operations() {
        return operations.sum();
    }

    long foreign() {
        return foreign.sum();
    }

    long missing() {
        return missing.sum();
    }

    long refusals() {
        return refused.sum();
    }
}
