package dal.core.admission;

import dal.tenant.TenantId;
import java.util.ArrayDeque;
import java.util.Deque;

/** One tenant, as a pool knows it: what it holds, who of it waits, and what it has used while others waited. Guarded by the admission's lock. */
final class Party {

    final TenantId tenant;
    final QueueDelay delay = new QueueDelay();
    final Deque<Place> queue = new ArrayDeque<>(2);
    private int weight;
    private int held;

    /** Permits held times nanoseconds by weight, while anybody waited; comparable between parties that wait. */
    private double used;

    /** Up to when that was counted, on the clock that runs only while somebody waits. */
    private long countedAt;

    Party(TenantId tenant, int weight, long contended) {
        this.tenant = tenant;
        this.weight = weight;
        this.countedAt = contended;
    }

    int weight() {
        return weight;
    }

    int held() {
        return held;
    }

    /** Behind those that have waited for as long. */
    void join(Place place) {
        if (isBehindAll(place)) {
            queue.addLast(place);
            return;
        }
        Deque<Place> younger = new ArrayDeque<>();
        while (!isBehindAll(place)) {
            younger.push(queue.removeLast());
        }
        queue.addLast(place);
        queue.addAll(younger);
    }

    private boolean isBehindAll(Place place) {
        Place last = queue.peekLast();
        return last == null || place.began - last.began >= 0;
    }

    boolean isIdle() {
        return held == 0 && queue.isEmpty();
    }

    void weigh(int newWeight, long contended) {
        if (newWeight != weight) {
            count(contended);
            weight = newWeight;
        }
    }

    void hold(int more, long contended) {
        count(contended);
        held += more;
    }

    /**
     * Whether it may have one more before another one that waits: it holds no more for its weight.
     *
     * @param others what the other one holds
     * @param share how many a tenant may hold while another one waits
     */
    boolean mayGoBefore(Party other, int others, int share) {
        return this == other || (held < share && (long) held * other.weight <= (long) others * weight);
    }

    /** What it has used by now. */
    double usedAt(long contended) {
        return used + (double) held * (contended - countedAt) / weight;
    }

    /** It begins to wait: what it did not use while it had no wish to counts for nothing. */
    void joins(double atLeast, long contended) {
        count(contended);
        used = Math.max(used, atLeast);
    }

    /** Forgets what it used beyond that, for its weight. */
    void forgive(double beyond, double most, long contended) {
        count(contended);
        used = Math.min(used, beyond + most / weight);
    }

    private void count(long contended) {
        if (countedAt != contended) {
            used = usedAt(contended);
            countedAt = contended;
        }
    }
}
