package dal.core.admission;

import java.time.Duration;

/** How long a permit is held, on average of the latest ones, in nanoseconds. Guarded by the admission's lock. */
final class HoldTime {

    private static final double SMOOTHING = 0.125;

    /** Before one was seen. */
    private static final double FIRST_GUESS = Duration.ofMillis(1).toNanos();

    private static final long LEAST_RETRY = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_RETRY = Duration.ofSeconds(30).toNanos();

    private double average = FIRST_GUESS;
    private boolean seen;
    private long latest;

    void held(long nanos, long now) {
        average = seen ? average + SMOOTHING * (nanos - average) : nanos;
        seen = true;
        latest = now;
    }

    /** From now on somebody waits for a permit to come back. */
    void awaited(long now) {
        latest = now;
    }

    double average() {
        return Math.max(1, average);
    }

    /**
     * When that many calls will have been served.
     *
     * @param permits how many serve them
     */
    Duration until(int calls, double permits, long now) {
        // Where nothing has come back for longer than usual, the average tells of better days.
        double each = seen
                ? Math.max(average, (double) (now - latest))
                : (double) Duration.ofSeconds(1).toNanos();
        double nanos = each * calls / permits;
        return Duration.ofNanos(Math.clamp((long) nanos, LEAST_RETRY, LONGEST_RETRY));
    }
}
