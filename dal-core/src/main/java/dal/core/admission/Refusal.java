package dal.core.admission;

import java.time.Duration;

/**
 * Why a call was not admitted, and how full it was then.
 *
 * @param reason why
 * @param limit the most permits there are
 * @param held permits in use
 * @param waiting calls that wait, of all tenants
 * @param tenantHeld permits in use by the caller's tenant
 * @param tenantWaiting calls of the caller's tenant that wait
 * @param waited how long the call itself did
 * @param retryAfter when trying again has a prospect, by how fast permits came back lately; zero where it never has
 */
public record Refusal(
        Reason reason,
        int limit,
        int held,
        int waiting,
        int tenantHeld,
        int tenantWaiting,
        Duration waited,
        Duration retryAfter) {

    /** Why a call was not admitted. */
    public enum Reason {
        /** It waited as long as its caller wanted to. */
        WAITED_TOO_LONG,
        /** As many wait as may, of its tenant or of all. */
        TOO_MANY_WAITING,
        /** Its tenant's calls have waited too long for a while, and this one did too. */
        SHED,
        /** Its thread holds a permit already: it might have waited for itself. */
        HELD_BY_CALLER,
        /** None are given. */
        SHUT,
        /** Whoever waited was sent away: the process ends. */
        DISMISSED
    }

    /** Whether the permits that are not in use are kept for tenants that hold none. A call that is shed as one comes back leaves that to the next. */
    public boolean keepsSome() {
        return reason != Reason.SHED && held < limit;
    }
}
