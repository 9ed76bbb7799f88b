package dal.core.admission;

import dal.tenant.TenantId;
import java.util.HashMap;
import java.util.Map;

/**
 * The tenants a pool knows. Those that hold nothing and wait for nothing are remembered for a while, so that coming back costs nothing, but only so many; to
 * forget one loses nothing, since what it used while it was away does not count. Guarded by the admission's lock.
 */
final class Parties {

    private static final int LEAST_KEPT = 64;

    private final Map<TenantId, Party> known = new HashMap<>();
    private int sweepAt = LEAST_KEPT;
    private boolean shared;

    Party of(TenantId tenant, int weight, long contended) {
        Party party = known.get(tenant);
        if (party == null) {
            return added(tenant, weight, contended);
        }
        party.weigh(weight, contended);
        return party;
    }

    private Party added(TenantId tenant, int weight, long contended) {
        if (known.size() >= sweepAt) {
            known.values().removeIf(Party::isIdle);
            sweepAt = Math.max(LEAST_KEPT, 2 * known.size());
        }
        Party party = new Party(tenant, weight, contended);
        known.put(tenant, party);
        shared |= known.size() > 1;
        return party;
    }

    /** Whether more than one was ever seen. */
    boolean areSeveral() {
        return shared;
    }

    int size() {
        return known.size();
    }
}
