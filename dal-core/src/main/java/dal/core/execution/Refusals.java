package dal.core.execution;

import dal.core.admission.Refusal;
import dal.core.pool.NoConnectionException;
import dal.error.ErrorContext;
import dal.error.PoolExhaustedException;
import java.time.Duration;
import java.util.Objects;

/** What a caller is told that was not admitted to a pool. */
final class Refusals {

    private Refusals() {}

    static PoolExhaustedException of(NoConnectionException none, Duration limit, ErrorContext context) {
        Refusal refusal = Objects.requireNonNull(none.refusal(), "refusal");
        PoolExhaustedException.Reason reason = switch (refusal.reason()) {
            case WAITED_TOO_LONG, SHUT -> PoolExhaustedException.Reason.WAITED_TOO_LONG;
            case TOO_MANY_WAITING -> PoolExhaustedException.Reason.TOO_MANY_WAITING;
            case SHED -> PoolExhaustedException.Reason.SHED;
            case HELD_BY_CALLER -> PoolExhaustedException.Reason.HELD_BY_CALLER;
        };
        String pool = "No connection of pool " + none.pool().name();
        String message = switch (refusal.reason()) {
            case WAITED_TOO_LONG, SHUT ->
                pool + " became free within " + text(limit) + ": " + use(refusal) + advice(refusal);
            case TOO_MANY_WAITING ->
                pool + " is free, and too many calls wait for one: " + use(refusal) + advice(refusal);
            case SHED ->
                pool + " became free within " + text(refusal.waited())
                        + ", and calls of this tenant have waited too long for"
                        + " a while, so that they are refused early: " + use(refusal) + advice(refusal);
            case HELD_BY_CALLER ->
                pool + " is free, and this thread holds one already, so that it might wait for itself: " + use(refusal)
                        + "; end the first piece of work before the second, join its transaction, or raise the pool's max";
        };
        return new PoolExhaustedException(reason, refusal.retryAfter(), message, context, null);
    }

    private static String use(Refusal refusal) {
        int kept = refusal.limit() - refusal.held();
        String all = kept <= 0
                ? "all " + refusal.limit() + " are in use"
                : refusal.held() + " of " + refusal.limit()
                        + " are in use and the rest is kept for tenants that hold none";
        return all + ", " + refusal.tenantHeld() + " by this tenant, and " + refusal.waiting() + " calls wait, "
                + refusal.tenantWaiting() + " of them its own";
    }

    private static String advice(Refusal refusal) {
        return "; try again in " + text(refusal.retryAfter()) + ", or raise the pool's max";
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
