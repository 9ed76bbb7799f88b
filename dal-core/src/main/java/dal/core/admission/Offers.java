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
            wakes.took(permit.awakeAt - permit.calledAt);
        }
        call(now);
    }

    /**
     * Gives a permit to the one whose turn it is.
     *
     * @param ended what has just been given back, of which nobody else has had anything; null if nothing was
     * @param pace how permits are held now
     */
    void give(Place place, Permit permit, @Nullable Permit ended, Pace pace, long now) {
        boolean slow = wakes.areLong(pace.held);
        if (slow && ended != null && pace.isQuick() && keep(place, permit, ended, pace.share, now)) {
            return;
        }
        if (slow && isPassable(place, now)) {
            offer(place, permit);
        } else {
            place.grant(permit);
        }
        called.add(place.caller);
    }

    /**
     * How permits are held.
     *
     * @param held for how long, on average
     * @param holders by how many
     * @param share how many a tenant may hold while another one waits
     */
    record Pace(double held, int holders, int share) {

        /** Whether somebody gives one back before a caller that was awaited in vain is missed. */
        boolean isQuick() {
            return held <= (double) holders * Comebacks.AT_ONCE;
        }
    }

    private static boolean isPassable(Place place, long now) {
        return now - place.since < PATIENCE.toNanos();
    }

    /** Keeps it for whoever gave it back, unless that one has had its turn or may not take it, and calls nobody for the time being. */
    private boolean keep(Place place, Permit permit, Permit ended, int share, long now) {
        Thread keeper = ended.taker();
        long turn = ended.turn == Permit.UNTIMED ? now : ended.turn;
        if (keeper == null
                || now - turn >= TURN
                || !comebacks.areLikely()
                || !holdsNoMore(ended.party, place.party, share)) {
            return false;
        }
        offer(place, permit);
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

    private void offer(Place place, Permit permit) {
        prune();
        place.offer(permit);
        place.turn = Permit.UNTIMED;
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
                call(place, now);
            }
        }
    }

    private void call(Place place, long now) {
        keepNoLonger(place);
        place.permit().calledAt = now;
        called.add(place.caller);
    }

    private void keepNoLonger(Place place) {
        if (place.keeper != null) {
            place.keeper = null;
            kept--;
        }
    }

    boolean areNone() {
        return open.isEmpty();
    }

    /**
     * Takes a permit that was offered to somebody else: the one that is kept for the taker; else the latest, since that one sleeps deepest.
     *
     * @param share how many a tenant may hold while another one waits
     * @return who was passed over; null if nobody may be, and then nothing is kept for the taker any more
     */
    @Nullable
    Place passOver(Party party, Thread taker, int share, long now) {
        Place own = keptFor(taker);
        if (own != null) {
            if (holdsNoMore(party, own.party, share) && own.withdraw()) {
                open.remove(own);
                keepNoLonger(own);
                return own;
            }
            call(own, now);
        }
        Iterator<Place> latest = open.descendingIterator();
        while (latest.hasNext()) {
            Place place = latest.next();
            if (place.state() != Place.State.OFFERED) {
                latest.remove();
                keepNoLonger(place);
            } else if ((place.turn == Permit.UNTIMED || isPassable(place, now))
                    && holdsNoMore(party, place.party, share)
                    && place.withdraw()) {
                latest.remove();
                keepNoLonger(place);
                place.turn = Permit.UNTIMED;
                return place;
            }
        }
        return null;
    }

    private @Nullable Place keptFor(Thread taker) {
        if (kept > 0) {
            for (Place place : open) {
                if (taker.equals(place.keeper)) {
                    return place;
                }
            }
        }
        return null;
    }

    /** It holds no more for its weight than the other without what that is offered. */
    private static boolean holdsNoMore(Party party, Party other, int share) {
        return party == other
                || (party.held() < share
                        && (long) party.held() * other.weight() <= (long) (other.held() - 1) * party.weight());
    }
}
