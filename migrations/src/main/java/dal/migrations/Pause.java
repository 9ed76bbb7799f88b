package dal.migrations;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Waits that are spread, so that those who met once do not meet again. */
final class Pause {

    private Pause() {}

    /** Waits from half to one and a half times as long. False where the thread was interrupted, which it stays. */
    static boolean about(Duration time) {
        long nanos = time.toNanos();
        long end = System.nanoTime() + nanos / 2 + ThreadLocalRandom.current().nextLong(nanos + 1);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(left);
        }
        return !Thread.currentThread().isInterrupted();
    }
}
