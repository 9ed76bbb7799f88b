package dal.core.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What waiting rests on: a clock, an alarm, and threads that sleep and are woken. Put in, so that a test or a simulation owns the time. Thread-safe. */
public interface Timing {

    /** The machine's own. */
    Timing SYSTEM = new Timing() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker) {
            LockSupport.park(blocker);
        }

        @Override
        public void wake(Thread thread) {
            LockSupport.unpark(thread);
        }

        @Override
        public void alarm(long nanos, Runnable task) {
            // On a thread of its own, since the one that tells the time does so for the whole process.
            CompletableFuture.delayedExecutor(
                            nanos,
                            TimeUnit.NANOSECONDS,
                            ring -> Thread.ofVirtual().name("dal-alarm").start(ring))
                    .execute(task);
        }
    };

    /** Nanoseconds since some moment; only differences mean anything. */
    long nanoTime();

    /** Lets the calling thread sleep until it is woken or interrupted, or for no reason at all. It was woken already if that came first. */
    void park(Object blocker);

    /** Ends a thread's sleep, or its next one. */
    void wake(Thread thread);

    /** Does something brief once that time is over, on a thread that waits for nobody here. */
    void alarm(long nanos, Runnable task);
}
