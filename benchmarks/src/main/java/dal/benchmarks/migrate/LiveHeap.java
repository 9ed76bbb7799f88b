package dal.benchmarks.migrate;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The most that was in use once garbage was gone, by a look every two seconds. */
final class LiveHeap implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicLong most = new AtomicLong();

    LiveHeap() {
        Thread.ofPlatform().daemon().start(this::watch);
    }

    private void watch() {
        try {
            do {
                look();
            } while (!end.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        most.accumulateAndGet(memory.getHeapMemoryUsage().getUsed(), Math::max);
    }

    /** So far, in bytes. */
    long most() {
        look();
        return most.get();
    }

    @Override
    public void close() {
        end.countDown();
    }
}
