package dal.benchmarks.manytenants;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;

/** What this process keeps. */
final class Heap {

    private static final int LOOKS = 5;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Heap() {}

    /** The bytes in use once all garbage is gone: the least of several looks, since a background thread may make some at any moment. */
    static long used() throws InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int look = 0; look < LOOKS; look++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
            Thread.sleep(PAUSE);
        }
        return least;
    }
}
