package dal.routing.topology;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
    private volatile Publication latest;

    PublishedView(ClusterView first, Consumer<ClusterView> onRoleChange) {
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
