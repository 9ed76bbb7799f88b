package dal.benchmarks.growth;

import com.sun.management.OperatingSystemMXBean;
import dal.benchmarks.result.Progress;
import dal.benchmarks.slices.Medians;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The processor time of a whole process for each call, made by so many virtual threads at once. */
final class VirtualThreads {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Duration TURN = Duration.ofMillis(800);
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 10;

    private VirtualThreads() {}

    /** The median of the ratios of turns that follow each other. */
    static double compare(Runnable call, int many, int few) throws InterruptedException {
        List<Double> ratios = new ArrayList<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double withFew = perCall(call, few);
            double withMany = perCall(call, many);
            if (round >= 0) {
                ratios.add(withMany / withFew);
                Progress.say("%d threads: %.1f us a call; %d threads: %.1f", few, withFew, many, withMany);
            }
        }
        return Medians.of(ratios);
    }

    /** In microseconds. What the garbage collector and the compiler take is among it. */
    private static double perCall(Runnable call, int count) throws InterruptedException {
        LongAdder calls = new LongAdder();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long before = PROCESS.getProcessCpuTime();
        long end = System.nanoTime() + TURN.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    // Each calls once at least: a turn does not begin with those who are quickest.
                    do {
                        call.run();
                        calls.increment();
                    } while (System.nanoTime() < end);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("A call failed", thrown);
        }
        return (PROCESS.getProcessCpuTime() - before) / 1e3 / calls.sum();
    }
}
