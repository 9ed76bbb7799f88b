package dal.routing.topology;

import dal.consistency.LogPosition;
import dal.spi.TopologySnapshot;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest view of one cluster: read without a lock, awaited, and told to whoever follows its roles.
 *
 * <p>Each view carries a latch that opens when the next one is published. However many wait on it, they neither hold up who publishes nor each other.
 *
 * <p>Changes of roles are told all, in order, one at a time, by whichever thread comes by. While the listener works, others leave theirs to its thread and go on:
 * a slow listener keeps no monitor from observing but its own.
 */
final class PublishedView {

    private record Publication(ClusterView view, CountDownLatch superseded) {}

    private final Consumer<ClusterView> onRoleChange;
    private final Queue<ClusterView> untold = new ConcurrentLinkedQueue<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final ChangeWaiters waiters;
    private volatile Publication latest;

    /** @param clock that of the samples */
    PublishedView(ClusterView first, LongSupplier clock, Consumer<ClusterView> onRoleChange) {
        this.waiters = new ChangeWaiters(clock);
        this.onRoleChange = onRoleChange;
        this.latest = new Publication(first, new CountDownLatch(1));
    }

    ClusterView view() {
        return latest.view();
    }

    /** One caller at a time. */
    void publish(ClusterView next) {
        Publication previous = latest;
        if (!next.hasRolesOf(previous.view())) {
            untold.add(next);
        }
        latest = new Publication(next, new CountDownLatch(1));
        previous.superseded().countDown();
        waiters.published(previous.view(), next);
    }

    /**
     * Waits for a view that will do.
     *
     * @return the first such view seen; null if none came within the limit
     */
    @Nullable
    ClusterView await(Predicate<ClusterView> wanted, Duration limit) throws InterruptedException {
        long begun = System.nanoTime();
        long whole = TimeUnit.NANOSECONDS.convert(limit);
        while (true) {
            Publication current = latest;
            if (wanted.test(current.view())) {
                return current.view();
            }
            if (!current.superseded().await(whole - (System.nanoTime() - begun), TimeUnit.NANOSECONDS)) {
                return null;
            }
        }
    }

    /**
     * Waits for a view whose nodes, roles or drains differ from those of the one seen, or on which a replica has newly reached that position.
     *
     * @return the latest view; null if none such came within the limit
     */
    @Nullable
    ClusterView awaitChange(TopologySnapshot seen, @Nullable LogPosition position, Duration limit)
            throws InterruptedException {
        return waiters.await(seen, position, this::view, limit) ? view() : null;
    }

    /** How many wait for a change. */
    int waiting() {
        return waiters.waiting();
    }

    /** Has the listener hear of the changes it has not heard of, unless another thread is about it. */
    void tell() {
        while (!untold.isEmpty() && !telling.isHeldByCurrentThread() && telling.tryLock()) {
            try {
                ClusterView next = untold.poll();
                if (next != null) {
                    onRoleChange.accept(next);
                }
            } finally {
                telling.unlock();
            }
        }
    }
}
