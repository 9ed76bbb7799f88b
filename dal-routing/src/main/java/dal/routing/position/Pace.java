package dal.routing.position;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * How soon the monitors of one cluster ask again: after their interval, and after a short pause while anybody waits for what they see. However many wait, each node
 * is asked by its own monitor alone. Thread-safe.
 */
public final class Pace {

    /** Some 200 short queries a second on each node, and an answer that is seldom older than a small commit takes to be replayed. */
    static final Duration HURRIED = Duration.ofMillis(5);

    /** To connect costs a server more than to answer, and one that starts or is promoted takes far longer than this. */
    static final Duration HURRIED_RETRY = Duration.ofMillis(75);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int waiting;

    /**
     * About as long.
     *
     * @param share by which it may be shorter or longer at most
     * @param random from 0 for the shortest to 1 for the longest
     */
    static Duration jittered(Duration duration, double share, double random) {
        return Duration.ofNanos((long) (duration.toNanos() * (1 + share * (2 * random - 1))));
    }

    /** Somebody waits from now on, until {@link #relax()}. */
    public void hurry() {
        lock.lock();
        try {
            waiting++;
            if (waiting == 1) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One fewer waits. */
    public void relax() {
        lock.lock();
        try {
            waiting--;
        } finally {
            lock.unlock();
        }
    }

    /** Has those who pause look again whether they are wanted. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when {@code calm} has passed since the call, or {@code hurried} and somebody waits, or as soon as it is wanted. */
    void pause(Duration calm, Duration hurried, BooleanSupplier wanted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long begun = System.nanoTime();
            while (!wanted.getAsBoolean()) {
                Duration whole = waiting > 0 ? hurried : calm;
                long left = whole.toNanos() - (System.nanoTime() - begun);
                if (left <= 0) {
                    return;
                }
                long unused = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
