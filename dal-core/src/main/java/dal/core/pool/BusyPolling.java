package dal.core.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many reads wait for an answer, and whether they are few enough to look for it again and again instead of sleeping. A look takes a processor; where more wait than leave half of
 * the processors to others, nobody looks. Thread-safe, and without locks.
 */
final class BusyPolling {

    /** Of this process, whose processors all connections share. */
    static final BusyPolling OF_PROCESS = new BusyPolling(Runtime.getRuntime().availableProcessors());

    private final AtomicInteger waiting = new AtomicInteger();
    private final int most;

    BusyPolling(int processors) {
        most = processors / 2;
    }

    /** A read begins to wait: whether it may poll. {@link #ended} follows, whatever comes. */
    boolean begun() {
        return waiting.incrementAndGet() <= most;
    }

    /** Whether whoever polls may go on: fewer processors are left once others wait too. */
    boolean mayGoOn() {
        return waiting() <= most;
    }

    void ended() {
        waiting.decrementAndGet();
    }

    int waiting() {
        return waiting.get();
    }
}
