package dal.core.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The permits that are held: a list of them that runs through themselves, so that each leaves it at once and nothing is allocated. Guarded by the admission's lock. */
final class Holders {

    private final Takers takers = new Takers();
    private int count;
    private @Nullable Permit first;

    int count() {
        return count;
    }

    void add(Permit permit) {
        count++;
        takers.add(permit.takenBy);
        permit.after = first;
        if (first != null) {
            first.before = permit;
        }
        first = permit;
    }

    /** One that is in it, which has to be certain. */
    void remove(Permit permit) {
        count--;
        takers.remove(permit.takenBy);
        Permit before = permit.before;
        Permit after = permit.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
    }

    boolean include(Thread thread) {
        if (!takers.mayHave(thread)) {
            return false;
        }
        for (Permit permit = first; permit != null; permit = permit.after) {
            if (permit.isHeldBy(thread)) {
                return true;
            }
        }
        return false;
    }

    /** How long the one used longest has been used; zero where nobody said that one is. */
    Duration longestUse(long now) {
        long longest = 0;
        for (Permit permit = first; permit != null; permit = permit.after) {
            long since = permit.usedSince;
            longest = since == Permit.UNTIMED ? longest : Math.max(longest, now - since);
        }
        return Duration.ofNanos(longest);
    }
}
