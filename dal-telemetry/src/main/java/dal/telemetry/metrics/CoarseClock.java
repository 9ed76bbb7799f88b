package dal.telemetry.metrics;

import io.micrometer.core.instrument.Clock;

/**
 * A registry's clock that looks at the time twice a second rather than at each record: a timer needs the wall time for nothing but the minutes over which it keeps
 * its maximum, and asking the system takes as long as a third of a record. What is measured is measured by the exact clock. Thread-safe.
 */
public final class CoarseClock implements Clock {

    private static final long NOT_TICKING = 0;

    private volatile long millis = NOT_TICKING;

    /** Looks at the time; from now on it is to be told to again and again, until it {@link #stop stops}. */
    public void tick() {
        millis = System.currentTimeMillis();
    }

    /** Nobody ticks any more: it is exact again. */
    public void stop() {
        millis = NOT_TICKING;
    }

    @Override
    public long wallTime() {
        long last = millis;
        return last == NOT_TICKING ? System.currentTimeMillis() : last;
    }

    @Override
    public long monotonicTime() {
        return System.nanoTime();
    }
}
