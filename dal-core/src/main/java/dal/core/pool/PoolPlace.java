package dal.core.pool;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one pool is found from its opening to its end: opened by the first who asks, while others who ask for it wait for that alone; never opened twice. What
 * comes after its end has a place of its own. Thread-safe.
 */
final class PoolPlace {

    private final Lock lock = new ReentrantLock();
    private volatile @Nullable ConnectionPool pool;
    private boolean ended;

    /** The pool, if it is open: one read. */
    @Nullable
    ConnectionPool open() {
        return pool;
    }

    /** The pool, opened by {@code opening} if nobody has yet; null after its end. */
    @Nullable
    ConnectionPool open(Supplier<ConnectionPool> opening) {
        lock.lock();
        try {
            ConnectionPool open = pool;
            if (open == null && !ended) {
                open = opening.get();
                pool = open;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it. The pool that was open, for the caller to close; null if there was none. */
    @Nullable
    ConnectionPool end() {
        return endIf(open -> true);
    }

    /**
     * Ends it if {@code ending} agrees. Whoever asks for the pool meanwhile waits for the answer, and is not handed one that may be about to close.
     *
     * @return the pool, for the caller to close; null if there was none, or it goes on
     */
    @Nullable
    ConnectionPool endIf(Function<ConnectionPool, Boolean> ending) {
        lock.lock();
        try {
            ConnectionPool open = pool;
            pool = null;
            ended = ended || open == null || ending.apply(open);
            if (!ended) {
                pool = open;
            }
            return ended ? open : null;
        } finally {
            lock.unlock();
        }
    }
}
