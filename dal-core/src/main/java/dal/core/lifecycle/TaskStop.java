package dal.core.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops what a thread is at: cancels on the server what it waits for there, which leaves its connection usable, and interrupts it where it waits for anything else.
 * An interrupt of a virtual thread that waits for a server closes the connection, so that comes last. A COMMIT under way is let through. Thread-safe.
 */
public final class TaskStop {

    /** What a cancelled statement gets to end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(5);

    private final WorkGate gate;

    public TaskStop(WorkGate gate) {
        this.gate = gate;
    }

    /**
     * Stops it, on a thread of its own.
     *
     * @param over is at zero once the thread has ended the task in question; it is left alone then
     */
    public void stop(Thread thread, CountDownLatch over) {
        Thread.ofVirtual().name("dal-cancel").start(() -> {
            try {
                run(thread, over);
            } catch (InterruptedException e) {
                // Nobody knows this thread to interrupt it.
                Thread.currentThread().interrupt();
            }
        });
    }

    private void run(Thread thread, CountDownLatch over) throws InterruptedException {
        boolean asked = false;
        long end = System.nanoTime() + GRACE.toNanos();
        while (over.getCount() > 0) {
            List<Running> held = gate.running().stream()
                    .filter(work -> work.taker().equals(thread))
                    .toList();
            boolean committing = held.stream().anyMatch(Running::isCommitting);
            boolean awaitsServer = Interruption.awaitsServer(thread);
            if (!committing && (!awaitsServer || System.nanoTime() - end > 0)) {
                thread.interrupt();
                return;
            }
            if (!committing && !asked) {
                asked = true;
                held.forEach(Running::cancel);
            }
            var unused = over.await(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
