package dal.core.execution;

import dal.cluster.ClusterName;
import dal.error.ErrorContext;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Places for those who wait for a node of a cluster, so many for each cluster. A tenant takes another one only while more are free than it holds: alone it gets to
 * half of them, beside another that wants as many to a third, and however much is asked for, there is one left for a tenant that holds none. So nobody has to be sent away again for a
 * newcomer, and no share has to be set. (The rule is that of switches that share one buffer between their queues: Choudhury and Hahne, Dynamic queue length
 * thresholds, IEEE/ACM Transactions on Networking 6(2), 1998, with a factor of one.)
 *
 * <p>Taken only by whoever has to wait, so a lock does. Thread-safe.
 */
final class WaitingPlaces {

    /** Who waits: a tenant, or a door for work of none. */
    private record Party(
            @Nullable TenantClassName tenantClass, @Nullable TenantId tenant) {}

    /** Those of one cluster. */
    private static final class Places {

        private final Map<Party, Integer> held = new HashMap<>();
        private int taken;
    }

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClusterName, Places> clusters = new HashMap<>();

    /** @param most for each cluster */
    WaitingPlaces(int most) {
        this.most = most;
    }

    /** One place, to be given back; null if there is none for that tenant now. */
    @Nullable
    Runnable take(ClusterName cluster, ErrorContext whose) {
        Party party = new Party(whose.tenantClass(), whose.tenant());
        lock.lock();
        try {
            Places places = clusters.computeIfAbsent(cluster, any -> new Places());
            int own = places.held.getOrDefault(party, 0);
            if (most - places.taken <= own) {
                return null;
            }
            places.taken++;
            places.held.put(party, own + 1);
            return () -> giveBack(places, party);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Places places, Party party) {
        lock.lock();
        try {
            places.taken--;
            places.held.merge(party, -1, (own, less) -> own + less == 0 ? null : own + less);
        } finally {
            lock.unlock();
        }
    }
}
