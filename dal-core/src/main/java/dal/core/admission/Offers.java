package dal.core.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Permits given to callers that are still waking up, which takes longer than many a query ({@link WakeTime}). A caller that is awake may take one meanwhile: then it is used at once,
 * and the one it was offered to waits for the next.
 *
 * <p>Waking somebody for nothing costs as much as waking it for something. So where callers {@linkplain Comebacks come back} at once, a permit is kept for the one that gave it
 * back, for a moment and no longer than its turn, and nobody is called for it before that (anticipatory scheduling: Iyer and Druschel, "Anticipatory scheduling: a disk
 * scheduling framework to overcome deceptive idleness in synchronous I/O", SOSP 2001).
 *
 * <p>Guarded by the admission's lock.
 */
final class Offers {

    /** So long a caller that comes back at once goes on while others wait, in nanoseconds: ten calls or more of those as short as waking somebody takes. */
    static final long TURN = Duration.ofNanos(1_500_000).toNanos();

    /** How long a caller may have waited to be passed over still. Longer gives no more throughput on two processors, and a longer tail. */
    static final Duration PATIENCE = Duration.ofNanos(1_500_000);

    /** So long a permit is kept for whoever gave it back where nothing else happens. */
    static final Duration LONGEST_KEPT = Duration.ofMillis(2);

    private final Deque<Place> open = new ArrayDeque<>();
    private final Comebacks comebacks = new Comebacks();
    private final WakeTime wakes = new WakeTime();
    private final Alarm alarm;
    private final Queue<Thread> called;
    private int kept;

    /**
     * None yet.
     *
     * @param alarm rings for {@link #call}, among others
     * @param called takes up whoever is to be woken
     */
    Offers(Alarm alarm, Queue<Thread> called) {
        this.alarm = alarm;
        this.called = called;
    }

    /** A caller wants a permit while others wait. */
    void wanted(Thread caller, long now) {
        comebacks.came(caller, now);
        call(now);
    }

    /**
     * A permit was given back.
     *
     * @param wanted whether anybody waits for it
     */
    void ended(Permit permit, boolean wanted, long now) {
        Thread taker = permit.taker();
        if (wanted && taker != null) {
            comebacks.gave(taker, now);
        }
        if (permit.takenAt != Permit.UNTIMED && permit.awakeAt != Permit.UNTIMED) {
            wakes.took(permit.awakeAt - permit.takenAt);
        }
        call(now);
    }

    /**
     * Gives a permit to the one whose turn it is.
     *
     * @param ended what has just been given back, of which nobody else has had anything; null if nothing was
     * @param held how long permits are held
     */
    void give(Place place, Permit permit, @Nullable Permit ended, double held, long now) {
        boolean slow = wakes.areLong(held);
        boolean passable = now - place.since < PATIENCE.toNanos();
        if (slow && ended != null && keep(place, permit, ended, passable, now)) {
            return;
        }
        if (slow && passable) {
            offer(place, permit, true);
        } else {
            place.grant(permit);
        }
        called.add(place.caller);
    }

    /** Keeps it for whoever gave it back, unless that one has had its turn, and calls nobody for the time being. */
    private boolean keep(Place place, Permit permit, Permit ended, boolean passable, long now) {
        Thread keeper = ended.taker();
        long turn = ended.turn == Permit.UNTIMED ? now : ended.turn;
        if (keeper == null || now - turn >= TURN || !comebacks.areLikely()) {
            return false;
        }
        offer(place, permit, passable);
        try {
            alarm.by(now + LONGEST_KEPT.toNanos(), now);
        } catch (Throwable e) {
            called.add(place.caller);
            throw e;
        }
        place.keeper = keeper;
        place.keptAt = now;
        place.turn = turn;
        kept++;
        return true;
    }

    private void offer(Place place, Permit permit, boolean passable) {
        prune();
        place.offer(permit);
        place.passable = passable;
        open.addLast(place);
    }

    /** So that it holds no more than permits there are, and a few. */
    private void prune() {
        while (!open.isEmpty() && open.getFirst().state() != Place.State.OFFERED) {
            keepNoLonger(open.removeFirst());
        }
    }

    /** Whether one is kept. */
    boolean areKept() {
        return kept > 0;
    }

    /** Calls those for whom a permit was kept back for long enough. */
    void call(long now) {
        call(now, Comebacks.AT_ONCE);
    }

    /** Calls all for whom a permit was kept back: there is another one for whoever they are kept for. */
    void callAll(long now) {
        call(now, 0);
    }

    private void call(long now, long after) {
        if (kept == 0) {
            return;
        }
        for (Place place : open) {
            if (place.keeper != null && now - place.keptAt >= after) {
                keepNoLonger(place);
                called.add(place.caller);
            }
        }
    }

    private void keepNoLonger(Place place) {
        if (place.keeper != null) {
            place.keeper = null;
            kept--;
        }
    }

    /**
     * Takes a permit that was offered to somebody else, the latest first, since that one sleeps deepest.
     *
     * @param share how many a tenant may hold while another one waits
     * @return who was passed over
     */
    @Nullable
    Place passOver(Party party, Thread taker, int share) {
        Iterator<Place> latest = open.descendingIterator();
        while (latest.hasNext()) {
            Place place = latest.next();
            if (place.state() != Place.State.OFFERED) {
                latest.remove();
                keepNoLonger(place);
            } else if (mayPass(place, party, taker, share) && place.withdraw()) {
                latest.remove();
                place.turn = taker.equals(place.keeper) ? place.turn : Permit.UNTIMED;
                keepNoLonger(place);
                return place;
            }
        }
        return null;
    }

    /** It holds no more for its weight than the other without what it is offered. */
    private static boolean mayPass(Place place, Party party, Thread taker, int share) {
        Party other = place.party;
        return (place.passable || taker.equals(place.keeper))
                && (party == other
                        || (party.held() < share
                                && (long) party.held() * other.weight() <= (long) (other.held() - 1) * party.weight()));
    }
}
