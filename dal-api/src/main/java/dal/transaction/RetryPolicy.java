package dal.transaction;

import java.time.Duration;
import java.util.Objects;

/**
 * How a transaction is repeated that failed through no fault of its own: it met a concurrent one (SQLSTATE 40001, 40P01), or its connection was lost before its
 * COMMIT was sent. Repeating is safe then, since the server has rolled back all of it; what the work did elsewhere happens once more.
 *
 * <p>The n-th repetition waits a random time up to {@code first * 2^(n-1)}, at most {@code longest}: "full jitter" of the AWS Architecture Blog's <i>Exponential Backoff And
 * Jitter</i>. No connection is held meanwhile.
 *
 * @param attempts how often the work is run at most; 1 for never again
 * @param first the longest wait before the second attempt
 * @param longest the longest wait before any
 */
public record RetryPolicy(int attempts, Duration first, Duration longest) {

    private static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    private static final RetryPolicy DEFAULT = new RetryPolicy(12, Duration.ofMillis(5), Duration.ofMillis(500));

    public RetryPolicy {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        if (attempts < 1) {
            throw new IllegalArgumentException("A transaction is attempted at least once, not " + attempts + " times");
        }
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("The first wait between attempts is at least zero and no longer than the"
                    + " longest, not " + first + " and " + longest);
        }
    }

    /** Never again: for work that must not be repeated. */
    public static RetryPolicy none() {
        return NONE;
    }

    /** 12 attempts, with waits of up to 5 ms at first and 500 ms at last: what holds above read committed unless said otherwise. */
    public static RetryPolicy usual() {
        return DEFAULT;
    }

    public RetryPolicy withAttempts(int most) {
        return new RetryPolicy(most, first, longest);
    }

    public RetryPolicy withBackoff(Duration newFirst, Duration newLongest) {
        return new RetryPolicy(attempts, newFirst, newLongest);
    }
}
