package dal.core.execution;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When something has to be over.
 *
 * @param at by {@code clock}
 * @param limit how long that was from the beginning, for messages
 * @param clock in nanoseconds
 */
public record Deadline(long at, Duration limit, LongSupplier clock) {

    /** So long from now. */
    public static Deadline after(Duration limit, LongSupplier clock) {
        return new Deadline(clock.getAsLong() + limit.toNanos(), limit, clock);
    }

    /** What is left, in nanoseconds; not positive once it has passed. */
    public long left() {
        return at - clock.getAsLong();
    }

    public boolean hasPassed() {
        return left() <= 0;
    }

    /** What is left in milliseconds, rounded up; at least one. */
    public long leftMillis() {
        return Math.max(1, Math.ceilDiv(left(), 1_000_000L));
    }

    /** {@code wait}, or what is left if that is less; a millisecond at least, since zero means for ever elsewhere. */
    Duration atMost(Duration wait) {
        return wait.toNanos() <= left() ? wait : Duration.ofMillis(leftMillis());
    }
}
