package dal.testing.fault;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The state of the wire, shared by all connections of a proxy: how slow it is, which way it is blocked, what it carried. */
final class Network {
    private static final long NO_CUT = -1;

    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicLong bytesLeft = new AtomicLong(NO_CUT);
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Duration delay = Duration.ZERO;
    private double lateShare;
    private Duration lateness = Duration.ZERO;
    private volatile boolean disguising;
    private boolean requestsHeld;
    private boolean repliesHeld;

    long roundTrips() {
        return roundTrips.get();
    }

    void countRoundTrip() {
        roundTrips.incrementAndGet();
    }

    void resetRoundTrips() {
        roundTrips.set(0);
    }

    void disguise(boolean on) {
        disguising = on;
    }

    /** Whether servers are to be taken for others. */
    boolean disguises() {
        return disguising;
    }

    void cutAfter(long bytes) {
        bytesLeft.set(bytes);
    }

    /** Whether a cut was asked for and has not come. */
    boolean spared() {
        return bytesLeft.getAndSet(NO_CUT) != NO_CUT;
    }

    /** How many of so many bytes pass before the connection is to be cut; all of them where it is not. */
    int beforeCut(int length) {
        while (true) {
            long left = bytesLeft.get();
            if (left == NO_CUT) {
                return length;
            }
            if (bytesLeft.compareAndSet(left, left < length ? NO_CUT : left - length)) {
                return (int) Math.min(left, length);
            }
        }
    }

    void delay(Duration each) {
        lock.lock();
        try {
            delay = each;
        } finally {
            lock.unlock();
        }
    }

    void late(double share, Duration by) {
        lock.lock();
        try {
            lateShare = share;
            lateness = by;
        } finally {
            lock.unlock();
        }
    }

    /** How much later than others the next answer is, drawn at random. */
    Duration drawLateness() {
        lock.lock();
        try {
            return lateShare > 0 && ThreadLocalRandom.current().nextDouble() < lateShare ? lateness : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    void hold(boolean requests, boolean replies) {
        lock.lock();
        try {
            requestsHeld = requests;
            repliesHeld = replies;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what was read at the given time may be written, which may be later than the delay alone says. */
    void carry(boolean request, long readNanos, Duration later) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = delay.plus(later).toNanos() - (System.nanoTime() - readNanos);
            while (left > 0) {
                left = changed.awaitNanos(left);
            }
            while (request ? requestsHeld : repliesHeld) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
