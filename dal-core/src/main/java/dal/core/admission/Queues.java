package dal.core.admission;

import dal.config.AdmissionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, one queue for each tenant, and whose turn it is. Guarded by the admission's lock.
 *
 * <p>Of those that wait, the tenant is served that holds least for its weight, where what it has used lately counts beside what it holds now:
 *
 * <pre>  held / weight + (used - served) / average hold time</pre>
 *
 * <p>{@code used} is what it has held over time, by weight, while anybody waited, and {@code served} how much of that whoever was served last had. The first part
 * alone would leave seven and a half permits of ten at seven for ever, or at eight; the second alone would give a burst of permits to one tenant, whose use shows
 * only later. Together they meet the weights exactly over time, in connection time rather than in calls: a tenant with long calls gets fewer of them. A tenant that
 * begins to wait starts where whoever was served last stands, so that time it had no wish for earns it nothing (start-time fair queueing: Goyal, Vin, Cheng, "Start-time
 * Fair Queueing", SIGCOMM 1996).
 */
final class Queues {

    /**
     * How much use is remembered, in average hold times of one permit. A tenant that ran one long report would else be kept out until all others had as much; and
     * much less would let long calls have more than their weight: by 3 % at 16, by 18 % at 8, where some take five times as long as others.
     */
    private static final double LONGEST_DEBT = 20;

    private final AdmissionConfig config;
    private final List<Party> parties = new ArrayList<>();
    private final ContendedTime contended = new ContendedTime();
    private final HoldTime holds = new HoldTime();
    private double served;
    private int waiting;
    private long numbers;

    Queues(AdmissionConfig config) {
        this.config = config;
    }

    int waiting() {
        return waiting;
    }

    HoldTime holds() {
        return holds;
    }

    /** The time by which use is counted. */
    long contended(long now) {
        return contended.at(now);
    }

    /** A tenant has given one back, and is not to pay for ever if it held that for long. */
    void forgive(Party party, long now) {
        party.forgive(served, LONGEST_DEBT * holds.average(), contended.at(now));
    }

    Place join(Party party, Thread caller, long now, long deadline, long began) {
        Place place = new Place(party, caller, now, deadline, began, numbers++);
        if (party.queue.isEmpty()) {
            begins(party, now);
            party.delay.none();
        } else if (party.delay.shedding()) {
            place.lookAt = Math.min(deadline, now + config.delayTarget().toNanos());
        }
        party.join(place);
        waiting++;
        return place;
    }

    /** Somebody took what it was offered: it is the next of its tenant again. */
    void rejoin(Place place, long now) {
        Party party = place.party;
        if (party.queue.isEmpty()) {
            begins(party, now);
        }
        party.queue.addFirst(place);
        waiting++;
    }

    private void begins(Party party, long now) {
        if (waiting == 0) {
            contended.start(now);
            holds.awaited(now);
        }
        party.joins(served, contended.at(now));
        parties.add(party);
    }

    void leave(Place place, long now) {
        if (place.party.queue.remove(place)) {
            left(place.party, now);
        }
    }

    private void left(Party party, long now) {
        waiting--;
        if (party.queue.isEmpty()) {
            parties.remove(party);
            if (waiting == 0) {
                contended.stop(now);
            }
        }
    }

    /** The queue's first goes, to be served. */
    Place serve(Party party, long now) {
        Place place = party.queue.removeFirst();
        served = Math.max(served, party.usedAt(contended.at(now)));
        left(party, now);
        return place;
    }

    /**
     * Whose turn it is.
     *
     * @param newcomersOnly whether only tenants that hold none may be served
     * @param share how many a tenant may hold while another one waits that holds fewer
     */
    @Nullable
    Party next(boolean newcomersOnly, int share, long now) {
        long clock = contended.at(now);
        Party best = null;
        double least = 0;
        for (Party party : parties) {
            if (newcomersOnly && party.held() > 0) {
                continue;
            }
            double standing = standing(party, clock);
            if (best == null || precedes(party, standing, best, least, share)) {
                best = party;
                least = standing;
            }
        }
        return best;
    }

    private double standing(Party party, long clock) {
        return (double) party.held() / party.weight() + (party.usedAt(clock) - served) / holds.average();
    }

    private static boolean precedes(Party one, double its, Party other, double theirs, int share) {
        boolean within = one.held() < share;
        if (within != other.held() < share) {
            return within;
        }
        if (its != theirs) {
            return its < theirs;
        }
        return one.queue.getFirst().number < other.queue.getFirst().number;
    }

    /** The tenant of which most wait, for its weight. */
    @Nullable
    Party longest() {
        Party longest = null;
        for (Party party : parties) {
            if (longest == null
                    || (long) party.queue.size() * longest.weight() > (long) longest.queue.size() * party.weight()) {
                longest = party;
            }
        }
        return longest;
    }

    /** Those that are to be looked at by now. */
    List<Place> due(long now) {
        List<Place> due = new ArrayList<>();
        for (Party party : parties) {
            for (Place place : party.queue) {
                if (place.lookAt - now <= 0) {
                    due.add(place);
                }
            }
        }
        return due;
    }

    /** Who is to be looked at first; null if nobody waits. */
    @Nullable
    Place nextDue() {
        Place next = null;
        for (Party party : parties) {
            for (Place place : party.queue) {
                if (next == null || place.lookAt - next.lookAt < 0) {
                    next = place;
                }
            }
        }
        return next;
    }

    /** The weights of all that wait. */
    int weights() {
        int sum = 0;
        for (Party party : parties) {
            sum += party.weight();
        }
        return sum;
    }

    /** Everybody leaves. */
    void clear(long now, Consumer<Place> each) {
        for (Party party : parties) {
            party.queue.forEach(each);
            party.queue.clear();
        }
        parties.clear();
        waiting = 0;
        contended.stop(now);
    }
}
