package dal.core.admission;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Ends waiting in time, for all that wait at once: whoever waits sleeps until it is called, and one alarm is set for the moment at which the first of them is to be looked
 * at. A timer for each would cost a virtual thread as much as sleeping and waking do. Guarded by the admission's lock.
 */
final class Alarm {

    /** So much later it may ring than it should, where it rang already: many a moment is looked at together. */
    private static final long SLACK = Duration.ofMillis(1).toNanos();

    private final Timing timing;
    private final LongConsumer ring;
    private boolean set;
    private long at;

    /** @param ring is told which moment has come, without the lock, from another thread; it asks first whether that still {@linkplain #rings is the one} */
    Alarm(Timing timing, LongConsumer ring) {
        this.timing = timing;
        this.ring = ring;
    }

    /** Rings at that moment, or before. */
    void by(long moment, long now) {
        if (!set || moment - at < 0) {
            set = true;
            at = moment;
            timing.alarm(Math.max(0, moment - now), () -> ring.accept(moment));
        }
    }

    /** Whether this is the moment it was set for last; it has to be set again then. */
    boolean rings(long moment) {
        boolean rings = set && moment == at;
        set &= !rings;
        return rings;
    }

    /** Rings again, at that moment or a little later. */
    void again(long moment, long now) {
        by(Math.max(moment - now, SLACK) + now, now);
    }
}
