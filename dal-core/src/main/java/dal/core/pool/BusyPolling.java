package dal.core.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many reads wait for an answer, and whether they are few enough to look for it again and again instead of sleeping: no more than half of the processors, and never more than a
 * few. All that wait count, asleep or not, since each wants a processor when its answer comes. Thread-safe, and without locks.
 */
final class BusyPolling {

    /** Of this process, whose processors all connections share: as many as it had when it began. */
    static final BusyPolling OF_PROCESS = new BusyPolling(Runtime.getRuntime().availableProcessors());

    /** Many readers that spin at once are a machine that is busy, on however many processors. */
    private static final int MOST = 4;

    private final AtomicInteger waiting = new AtomicInteger();
    private final int most;

    BusyPolling(int processors) {
        most = Math.min(processors / 2, MOST);
    }

    /** A read begins to wait: whether it may poll. {@link #ended} follows, whatever comes. */
    boolean begun() {
        return waiting.incrementAndGet() <= most;
    }

    /** Whether whoever polls may go on: others may have begun to wait. */
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
