package dal.core.admission;

/**
 * How long it takes from calling somebody who sleeps until it runs, on average of the latest ones, in nanoseconds: some fifty microseconds where a processor is
 * free, many times that where none is. Guarded by the admission's lock.
 */
final class WakeTime {

    private static final double SMOOTHING = 0.125;

    /** Of the time that a permit is held: what may be lost by waiting until its holder is awake. */
    private static final double WORTHWHILE = 0.1;

    private double average;
    private boolean seen;

    void took(long nanos) {
        average = seen ? average + SMOOTHING * (nanos - average) : nanos;
        seen = true;
    }

    /**
     * Whether a permit would lie idle for a good part of its time while callers wake up. Not known before one has.
     *
     * @param held how long permits are held, the waking up included
     */
    boolean areLong(double held) {
        return !seen || average > WORTHWHILE * held;
    }
}
