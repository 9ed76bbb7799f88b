package dal.core.admission;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * Ends waiting in time, for all that wait at once: whoever waits sleeps until it is called, and one alarm is set for the moment at which the first of them is to be looked
 * at. A timer for each would cost a virtual thread as much as sleeping and waking do. Guarded by the admission's lock.
 */
final class Alarm {

    /** So much later it may ring than it should, where it rang already: many a moment is looked at together. */
    private static final long SLACK = Duration.ofMillis(1).toNanos();

    /** So late it does not ring any more: whatever was to ring it is gone. */
    private static final long LOST = Duration.ofSeconds(1).toNanos();

    private final Timing timing;
    private final LongConsumer ring;

    /** The moments at which it will ring: each was before all others when it was set, so they are few. */
    private final PriorityQueue<Long> moments = new PriorityQueue<>((one, other) -> Long.compare(one - other, 0));

    /** @param ring is told which moment has come, without the lock, from another thread */
    Alarm(Timing timing, LongConsumer ring) {
        this.timing = timing;
        this.ring = ring;
    }

    /** Rings at that moment, or before. Where it cannot be set, nothing is as if it had been. */
    void by(long moment, long now) {
        Long next = moments.peek();
        while (next != null && now - next > LOST) {
            moments.remove();
            next = moments.peek();
        }
        if (next == null || moment - next < 0) {
            timing.alarm(Math.max(0, moment - now), () -> ring.accept(moment));
            moments.add(moment);
        }
    }

    /** It has rung for that moment. */
    void rang(long moment) {
        moments.remove(moment);
    }

    /** Rings again, at that moment or a little later. */
    void again(long moment, long now) {
        by(Math.max(moment - now, SLACK) + now, now);
    }
}
