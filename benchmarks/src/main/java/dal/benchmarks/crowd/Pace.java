package dal.benchmarks.crowd;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Calls at a fixed rate, whether or not earlier ones were answered: an open load. What is late is due at its time all the same. */
final class Pace {

    /** What is done at its time. */
    @FunctionalInterface
    interface Due {
        /**
         * Does it.
         *
         * @param dueAt when it was to begin, as {@link System#nanoTime} counts
         * @param number how many were due before
         */
        void run(long dueAt, int number);
    }

    private Pace() {}

    /** Does it so often a second, for so long, on the caller's thread. */
    static int keep(double perSecond, Duration length, Due due) {
        long start = System.nanoTime();
        double apart = 1e9 / perSecond;
        int most = (int) (length.toNanos() / apart);
        for (int i = 0; i < most; i++) {
            long dueAt = start + (long) (i * apart);
            long early = dueAt - System.nanoTime();
            while (early > 0) {
                LockSupport.parkNanos(early);
                early = dueAt - System.nanoTime();
            }
            due.run(dueAt, i);
        }
        return most;
    }
}
