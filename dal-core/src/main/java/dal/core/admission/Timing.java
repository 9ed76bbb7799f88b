package dal.core.admission;

import java.util.concurrent.locks.LockSupport;

/** What waiting rests on: a clock, and threads that sleep and are woken. Put in, so that a test or a simulation owns the time. Thread-safe. */
public interface Timing {

    /** The machine's own. */
    Timing SYSTEM = new Timing() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            LockSupport.parkNanos(blocker, nanos);
        }

        @Override
        public void wake(Thread thread) {
            LockSupport.unpark(thread);
        }
    };

    /** Nanoseconds since some moment; only differences mean anything. */
    long nanoTime();

    /** Lets the calling thread sleep until it is woken or interrupted, that time is over, or for no reason at all. It was woken already if that came first. */
    void park(Object blocker, long nanos);

    /** Ends a thread's sleep, or its next one. */
    void wake(Thread thread);
}
