package dal.benchmarks.manytenants;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How many platform threads there were at most, looked at every few milliseconds. */
final class Threads {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final int others;
    private final Thread looking;
    private volatile boolean stopped;
    private volatile int most;

    private Threads(int others) {
        this.others = others;
        this.looking = Thread.ofVirtual().unstarted(this::look);
    }

    /** Begins to count those that come beyond the ones there are now, and beyond so many that the measurement itself starts. */
    static Threads besidesThoseOfNow(int measuring) {
        Threads threads = new Threads(live() + measuring);
        threads.looking.start();
        return threads;
    }

    private static int live() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private void look() {
        while (!stopped) {
            most = Math.max(most, live() - others);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        looking.join();
    }

    int most() {
        return most;
    }
}
