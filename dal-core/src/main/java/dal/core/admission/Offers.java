package dal.core.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Permits given to callers that are still waking up, which takes longer than many a query ({@link WakeTime}). A caller that is awake may take one meanwhile: then it is used at once,
 * and the one it was offered to waits for the next. Guarded by the admission's lock.
 */
final class Offers {

    /** How long a caller may have waited to be passed over still. Longer gives no more throughput on two processors, and a longer tail. */
    static final Duration PATIENCE = Duration.ofNanos(1_500_000);

    private final Deque<Place> open = new ArrayDeque<>();
    private final WakeTime wakes = new WakeTime();

    /** A permit was given back. */
    void ended(Permit permit) {
        if (permit.takenAt != Permit.UNTIMED && permit.awakeAt != Permit.UNTIMED) {
            wakes.took(permit.awakeAt - permit.takenAt);
        }
    }

    /** Whether waking somebody takes a good part of the time that permits are held, on average. */
    boolean areWorthwhile(double held) {
        return wakes.areLong(held);
    }

    /**
     * Gives a permit to the one whose turn it is.
     *
     * @param passable whether others may pass it while it wakes up
     */
    void give(Place place, Permit permit, boolean passable, long now) {
        if (passable && isPassable(place, now)) {
            prune();
            place.offer(permit);
            open.addLast(place);
        } else {
            place.grant(permit);
        }
    }

    private static boolean isPassable(Place place, long now) {
        return now - place.since < PATIENCE.toNanos();
    }

    /** So that it holds no more than permits there are, and a few. */
    private void prune() {
        while (!open.isEmpty() && open.getFirst().state() != Place.State.OFFERED) {
            open.removeFirst();
        }
    }

    boolean areNone() {
        return open.isEmpty();
    }

    /**
     * Takes a permit that was offered to somebody else: the latest, since that one sleeps deepest.
     *
     * @param share how many a tenant may hold while another one waits
     * @return who was passed over; null if nobody may be
     */
    @Nullable
    Place passOver(Party party, int share) {
        Iterator<Place> latest = open.descendingIterator();
        while (latest.hasNext()) {
            Place place = latest.next();
            if (place.state() != Place.State.OFFERED) {
                latest.remove();
            } else if (party.mayGoBefore(place.party, place.party.held() - 1, share) && place.withdraw()) {
                latest.remove();
                return place;
            }
        }
        return null;
    }
}
