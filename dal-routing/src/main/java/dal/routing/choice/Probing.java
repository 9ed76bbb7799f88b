package dal.routing.choice;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When a replica that looks too slow is asked all the same, since it may be well again. A read has to find that out, and pays for it with its own time; so it happens
 * seldom enough that of a hundred reads the slowest stays what it is without the slow replica: once in five hundred reads of the cluster, and not before nothing was learnt of
 * the replica for a second. Where reads are few that would take too long: once nothing was learnt of it for half a minute, twenty reads are enough. (Outliers are put
 * back to the test by time alone elsewhere, as in Envoy's outlier detection; exploring a fixed share is epsilon-greedy, Sutton and Barto, "Reinforcement Learning", 2.2.)
 *
 * <p>One count for all replicas of a cluster: however many of them are slow, together they cost no more. Thread-safe without a lock; while nothing is to be found out, it
 * is not written to either.
 */
final class Probing {

    static final int SELDOM = 500;
    static final int SELDOM_BY_TIME = 20;

    private static final long SILENT = TimeUnit.SECONDS.toNanos(1);
    private static final long LONG_SILENT = TimeUnit.SECONDS.toNanos(30);

    private final AtomicInteger reads = new AtomicInteger();

    /** Counts a read. */
    void count() {
        if (reads.get() < SELDOM) {
            reads.incrementAndGet();
        }
    }

    /** Whether this read is to ask a replica of which nothing was learnt for so many nanoseconds. If so, nobody else's is for a while. */
    boolean take(long silence) {
        if (silence < SILENT) {
            return false;
        }
        int since = reads.get();
        return since >= (silence < LONG_SILENT ? SELDOM : SELDOM_BY_TIME) && reads.compareAndSet(since, 0);
    }
}
