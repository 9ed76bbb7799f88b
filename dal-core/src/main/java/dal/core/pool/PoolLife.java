package dal.core.pool;

import dal.core.admission.Admission;
import dal.core.pool.NoConnectionException.Reason;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What one pool may do, from its opening to its end: its node is lost and found, its role ends, or nobody uses it any more. Changes come one at a time, and whoever
 * has to know why nothing is given out waits for the change under way. Thread-safe.
 */
final class PoolLife {

    /** How long a pool whose node has returned is given no work while it connects; then whoever asks waits for that itself. */
    private static final Duration LONGEST_WARMING = Duration.ofSeconds(1);

    private final Connector connector;
    private final Admission admission;
    private final PoolSize size;
    private final Runnable leave;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile PoolState state = PoolState.OPEN;
    private volatile long foundAt;

    /** @param leave sends away whoever waits, and closes the connections, those in use as they come back */
    PoolLife(Connector connector, Admission admission, PoolSize size, Runnable leave) {
        this.connector = connector;
        this.admission = admission;
        this.size = size;
        this.leave = leave;
    }

    boolean isOpen() {
        return state == PoolState.OPEN;
    }

    /** Waits for whoever shuts it at this moment. */
    Reason shutReason() {
        changing.lock();
        try {
            return state.reason();
        } finally {
            changing.unlock();
        }
    }

    /**
     * Its node does not answer: whoever waits gives up, connections that rest are closed, those in use are as they come back, and nothing connects until the node
     * is {@link #found}.
     */
    void lost() {
        changing.lock();
        try {
            if (state == PoolState.OPEN || state == PoolState.WARMING) {
                state = PoolState.LOST;
                leave.run();
                connector.park();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Its node answers again: connections are made at once, and given out from the first one on. */
    void found() {
        changing.lock();
        try {
            if (state == PoolState.LOST) {
                foundAt = System.nanoTime();
                state = size.min() > 0 ? PoolState.WARMING : PoolState.OPEN;
                if (state == PoolState.OPEN) {
                    admission.reopen();
                }
                connector.resume();
                size.fill();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Has that size from now on; whatever is in use beyond it is closed as it comes back. */
    void resize(int max, int min) {
        changing.lock();
        try {
            boolean same = max == size.max() && min == size.min();
            if (!same && !state.isOver()) {
                size.change(max, min);
                admission.resize(max);
            }
        } finally {
            changing.unlock();
        }
    }

    /** A connection was made: it is given work again. */
    void warm() {
        changing.lock();
        try {
            if (state == PoolState.WARMING) {
                state = PoolState.OPEN;
                admission.reopen();
            }
        } finally {
            changing.unlock();
        }
    }

    /** It is given work again if it has had none for long enough. */
    void warmLongEnough() {
        if (state == PoolState.WARMING && System.nanoTime() - foundAt > LONGEST_WARMING.toNanos()) {
            warm();
        }
    }

    /** Gives out no connection any more, and closes those in use as they come back. */
    void retire() {
        changing.lock();
        try {
            end(PoolState.RETIRED);
        } finally {
            changing.unlock();
        }
    }

    /** Ends it if it is open and, by the answer of {@code rests}, unused. */
    boolean putAway(BooleanSupplier rests) {
        changing.lock();
        try {
            if (state != PoolState.OPEN || !rests.getAsBoolean() || !admission.shutIfUnused()) {
                return false;
            }
            end(PoolState.PUT_AWAY);
            return true;
        } finally {
            changing.unlock();
        }
    }

    private void end(PoolState ended) {
        if (!state.isOver()) {
            state = ended;
            size.keepNone();
            leave.run();
            connector.close();
        }
    }
}
