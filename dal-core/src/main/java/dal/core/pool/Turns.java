package dal.core.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may hold a connection of a pool: as many callers as it may have connections, first come, first served. HikariCP keeps a queue too, but one that cannot be
 * told that waiting has become pointless, and whose places are lost by asking again; so callers queue here, and whoever has a turn finds a connection free or
 * room for one. Thread-safe.
 */
final class Turns {

    /** How asking for a turn ended. */
    enum Answer {
        /** It has to be given back. */
        GRANTED,
        /** All were taken for as long as the caller wanted to wait. */
        TAKEN,
        /** None are given. */
        SHUT
    }

    private final Lock lock = new ReentrantLock();
    private final Deque<Place> queue = new ArrayDeque<>();
    private int free;
    private boolean shut;

    Turns(int most) {
        free = most;
    }

    /** Asks for a turn. Only waiting can be interrupted: then none was given. */
    Answer take(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            if (shut) {
                return Answer.SHUT;
            }
            if (free > 0) {
                free--;
                return Answer.GRANTED;
            }
            return queue(limit.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private Answer queue(long limit) throws InterruptedException {
        Place place = new Place(lock.newCondition());
        queue.addLast(place);
        try {
            long left = limit;
            while (!place.granted && !shut && left > 0) {
                left = place.called.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            if (place.granted) {
                passOn();
            }
            throw e;
        } finally {
            if (!place.granted) {
                // Whoever was called was taken off the queue with it.
                queue.remove(place);
            }
        }
        return place.granted ? Answer.GRANTED : shut ? Answer.SHUT : Answer.TAKEN;
    }

    /** Gives a turn back, to whoever has waited longest. */
    void giveBack() {
        lock.lock();
        try {
            passOn();
        } finally {
            lock.unlock();
        }
    }

    private void passOn() {
        Place next = shut ? null : queue.pollFirst();
        if (next == null) {
            free++;
        } else {
            next.granted = true;
            next.called.signal();
        }
    }

    /** Sends away everybody who waits, and whoever asks from now on. */
    void shut() {
        lock.lock();
        try {
            shut = true;
            queue.forEach(place -> place.called.signal());
        } finally {
            lock.unlock();
        }
    }

    /** Gives turns again. */
    void reopen() {
        lock.lock();
        try {
            shut = false;
            for (Place next = free > 0 ? queue.pollFirst() : null;
                    next != null;
                    next = free > 0 ? queue.pollFirst() : null) {
                free--;
                next.granted = true;
                next.called.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Callers that wait for a turn. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** A place in the queue. */
    private static final class Place {

        private final Condition called;
        private boolean granted;

        Place(Condition called) {
            this.called = called;
        }
    }
}
