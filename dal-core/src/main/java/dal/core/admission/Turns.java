package dal.core.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Callers that want a permit again as soon as they have given theirs back, and go on with it for their turn while others wait. Waking somebody for each query costs more than many a
 * query, and waking it for one that is taken meanwhile costs as much for nothing; so the permit rests for a moment, until whoever gave it back comes back (anticipatory
 * scheduling: Iyer and Druschel, "Anticipatory scheduling: a disk scheduling framework to overcome deceptive idleness in synchronous I/O", SOSP 2001).
 *
 * <p>Within a turn neither giving back nor taking again needs the admission's lock, for which all callers would queue: the permit's {@linkplain Permit#rest state} alone decides between
 * its caller and whoever ends the rest. All else is guarded by that lock.
 */
final class Turns {

    /** So long a caller goes on while others wait, in nanoseconds: ten calls or more of those as short as waking somebody takes. Longer, waiting shows more than it gains. */
    static final long LENGTH = Duration.ofNanos(2_500_000).toNanos();

    /** So soon somebody has to be due to give a permit back, who finds that a caller is awaited in vain. In nanoseconds. */
    static final long MISSED = Duration.ofNanos(150_000).toNanos();

    /** So long a permit may rest where nothing else happens. */
    static final Duration LONGEST_REST = Duration.ofMillis(2);

    /** Of so many threads, told apart by their numbers, one of a place has a turn: a power of two. */
    private static final int PLACES = 64;

    private final Alarm alarm;
    private final Comebacks comebacks = new Comebacks();
    private final AtomicReferenceArray<@Nullable Permit> byThread = new AtomicReferenceArray<>(PLACES);
    private final List<Permit> running = new ArrayList<>();

    /** @param alarm rings for {@link #rested}, among others */
    Turns(Alarm alarm) {
        this.alarm = alarm;
    }

    /** What that thread, which asks, had its turn with when it was there last; null if nothing. Without the lock. */
    @Nullable
    Permit of(Thread caller) {
        Permit permit = byThread.get(Takers.place(caller, PLACES));
        return permit != null && permit.isHeldBy(caller) ? permit : null;
    }

    /** A caller wants a permit while others wait. */
    void wanted(Thread caller, long now) {
        comebacks.came(caller, now);
    }

    /** Whether a permit that had no turn and is given back while others wait may rest, as far as its caller is concerned. */
    boolean mayBegin(Permit permit) {
        return comebacks.areLikely()
                && permit.isHeldBy(Thread.currentThread())
                && byThread.get(Takers.place(permit.takenBy, PLACES)) == null;
    }

    /**
     * A permit rests, for its caller to go on with. From then on all that gives back or takes another one has to ask for those that {@link #rested} for too long, and so does the
     * alarm.
     */
    void begin(Permit permit, long now) {
        alarm.by(now + LONGEST_REST.toNanos(), now);
        permit.beginTurn(now);
        running.add(permit);
        byThread.set(Takers.place(permit.takenBy, PLACES), permit);
    }

    /** A permit is given back while others wait, and does not rest. */
    void gave(Permit permit, long now) {
        Thread taker = permit.taker();
        if (taker != null) {
            comebacks.gave(taker, now);
        }
    }

    /** One is given back for good, by whoever has it; false if it rests and so has been given back. */
    boolean end(Permit permit) {
        if (!permit.endTurn()) {
            return false;
        }
        comebacks.cameBack(permit.calls() - 1);
        remove(permit);
        return true;
    }

    /** Whether callers are served by turns: then nobody passes whoever is called for its own. */
    boolean areUsual() {
        return comebacks.areLikely();
    }

    boolean areNone() {
        return running.isEmpty();
    }

    /**
     * One that has rested for so long that its caller is not awaited any more, and has lost it; null if there is none.
     *
     * @param after so many nanoseconds
     */
    @Nullable
    Permit rested(long after, long now) {
        for (Permit permit : running) {
            if (permit.restsFor(after, now) && permit.endRest()) {
                comebacks.cameBack(permit.calls() - 1);
                comebacks.missed();
                remove(permit);
                return permit;
            }
        }
        return null;
    }

    /** Ends turns whose time is over, of permits that are in use for longer: they need not be looked at any more. */
    void endOver(long now) {
        for (Permit permit : List.copyOf(running)) {
            if (permit.isTurnOver(now) && permit.endTurn()) {
                remove(permit);
            }
        }
    }

    /** Ends all turns: what is in use does not rest any more when it is given back. Returns what rested, whose callers have lost it. */
    List<Permit> endAll() {
        List<Permit> rested = new ArrayList<>();
        for (Permit permit : List.copyOf(running)) {
            if (permit.stop()) {
                rested.add(permit);
            }
            remove(permit);
        }
        return rested;
    }

    private void remove(Permit permit) {
        if (running.remove(permit)) {
            byThread.set(Takers.place(permit.takenBy, PLACES), null);
        }
    }
}
