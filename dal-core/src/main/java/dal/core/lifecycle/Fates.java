package dal.core.lifecycle;

import dal.tenant.TenantClassName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a shutdown did to pieces of work; of each the worst. Thread-safe. */
final class Fates {

    /** From mild to severe. */
    enum Fate {
        REFUSED,
        CANCELLED,
        ABORTED
    }

    private record Met(TenantClassName tenantClass, Fate fate) {}

    private final Map<Object, Met> met = new ConcurrentHashMap<>();

    void note(Object work, TenantClassName tenantClass, Fate fate) {
        met.merge(work, new Met(tenantClass, fate), (one, other) -> one.fate.compareTo(other.fate) < 0 ? other : one);
    }

    int count(TenantClassName tenantClass, Fate fate) {
        return Math.toIntExact(met.values().stream()
                .filter(one -> one.fate == fate && one.tenantClass.equals(tenantClass))
                .count());
    }

    int count(TenantClassName tenantClass) {
        return Math.toIntExact(met.values().stream()
                .filter(one -> one.tenantClass.equals(tenantClass))
                .count());
    }

    boolean has(Object work) {
        return met.containsKey(work);
    }
}
