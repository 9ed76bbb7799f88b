package dal.core.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Permits given to callers that are still waking up, which takes longer than many a query ({@link WakeTime}). A caller that is awake may take one meanwhile: then it is used at once,
 * and the one it was offered to waits for the next. Guarded by the admission's lock.
 */
final class Offers {

    private final Deque<Place> open = new ArrayDeque<>();

    void make(Place place, Permit permit) {
        prune();
        place.offer(permit);
        open.addLast(place);
    }

    /** So that it holds no more than permits there are, and a few. */
    private void prune() {
        while (!open.isEmpty() && open.getFirst().state() != Place.State.OFFERED) {
            open.removeFirst();
        }
    }

    /**
     * Takes a permit that was offered to somebody else, the latest first, since that one sleeps deepest.
     *
     * @param share how many a tenant may hold while another one waits
     * @return who was passed over
     */
    @Nullable
    Place passOver(Party party, int share) {
        Iterator<Place> latest = open.descendingIterator();
        while (latest.hasNext()) {
            Place place = latest.next();
            if (place.state() != Place.State.OFFERED) {
                latest.remove();
            } else if (mayPass(party, place.party, share) && place.withdraw()) {
                latest.remove();
                return place;
            }
        }
        return null;
    }

    /** It holds no more for its weight than the other without what it is offered. */
    private static boolean mayPass(Party party, Party other, int share) {
        return party == other
                || (party.held() < share
                        && (long) party.held() * other.weight() <= (long) (other.held() - 1) * party.weight());
    }
}
