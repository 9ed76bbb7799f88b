package dal.core.admission;

import java.time.Duration;

/**
 * How many of those that give a permit back while others wait want one again at once, as a service does that runs one query after another, on average of the latest ones. Guarded
 * by the admission's lock.
 */
final class Comebacks {

    /** At once: a few microseconds, and as much again for whatever else runs on the processor. In nanoseconds. */
    static final long AT_ONCE = Duration.ofNanos(50_000).toNanos();

    private static final double SMOOTHING = 1.0 / 32;

    /** How many have to, that the next is awaited: more than of callers that want five in a row and then go away. */
    private static final double LIKELY = 0.85;

    /** Of so many threads it is remembered when they gave one back: a power of two. */
    private static final int PLACES = 64;

    private final long[] threads = new long[PLACES];
    private final long[] times = new long[PLACES];
    private double share;

    /** A thread has given one back. */
    void gave(Thread thread, long now) {
        int place = Takers.place(thread, PLACES);
        threads[place] = thread.threadId();
        times[place] = now;
        missed();
    }

    /** A thread wants one. */
    void came(Thread thread, long now) {
        int place = Takers.place(thread, PLACES);
        if (threads[place] == thread.threadId()) {
            // No thread has that number.
            threads[place] = 0;
            if (now - times[place] < AT_ONCE) {
                share += SMOOTHING;
            }
        }
    }

    /** One did so many times, one after the other. */
    void cameBack(int times) {
        share = 1 - (1 - share) * Math.pow(1 - SMOOTHING, times);
    }

    /** One that was awaited did not. */
    void missed() {
        share -= SMOOTHING * share;
    }

    /** Whether whoever gives one back will likely want one at once. */
    boolean areLikely() {
        return share >= LIKELY;
    }
}
