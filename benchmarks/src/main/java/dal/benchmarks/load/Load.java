package dal.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Threads that each do one thing after the other until they are stopped: a closed load, which asks no faster than it is answered. */
public final class Load {

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopping;

    private Load() {}

    /**
     * Starts it.
     *
     * @param once what a thread does over and over, given its number from 0; what it throws ends the run
     */
    public static Load of(int threads, IntConsumer once) {
        Load load = new Load();
        for (int i = 0; i < threads; i++) {
            int number = i;
            load.threads.add(
                    Thread.ofPlatform().name("load-" + number).daemon().start(() -> load.repeat(number, once)));
        }
        return load;
    }

    private void repeat(int number, IntConsumer once) {
        try {
            while (!stopping) {
                once.accept(number);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    /**
     * Lets every thread finish what it is at.
     *
     * @throws IllegalStateException if one of them threw: then nothing was measured
     */
    public void stop() {
        stopping = true;
        for (Thread thread : threads) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("The load broke off", thrown);
        }
    }
}
