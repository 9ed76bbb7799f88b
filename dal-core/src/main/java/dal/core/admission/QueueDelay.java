package dal.core.admission;

/**
 * Whether one tenant's calls have waited too long for too long: CoDel (Nichols and Jacobson, "Controlling Queue Delay", ACM Queue 2012) applied to callers in place
 * of packets, as Ecto's DBConnection does with its {@code queue_target} and {@code queue_interval}. What counts is the least delay of an interval, since a queue
 * that empties now and then only takes up bursts, and one that never does serves nobody: it makes every call late. So a delay above the target begins an
 * interval, one below it ends that, and calls are shed once the interval is over.
 *
 * <p>Shedding bounds the delay by the target itself, so that it cannot end by the delay falling below that: it ends at half of it, as DBConnection sheds at twice
 * its target; or with the queue.
 *
 * <p>Guarded by the admission's lock.
 */
final class QueueDelay {

    private boolean above;
    private boolean shedding;
    private long intervalEnds;

    /** Nobody of the tenant waits. */
    void none() {
        above = false;
        shedding = false;
    }

    /** A call left the queue after so long, whether it was served or not. Times in nanoseconds; a target of zero sheds nothing. */
    void left(long delay, long now, long target, long interval) {
        if (target == 0 || delay <= (shedding ? target / 2 : target)) {
            none();
        } else if (!above) {
            above = true;
            intervalEnds = now + interval;
        } else if (now - intervalEnds >= 0) {
            shedding = true;
        }
    }

    /** Whether calls that have waited longer than the target are refused. */
    boolean shedding() {
        return shedding;
    }
}
