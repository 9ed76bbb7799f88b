package dal.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A pool gave no connection, since it is in full use. The message names the pool, its limit and who waits; nothing was sent. */
public final class PoolExhaustedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /** Why the call was refused. */
    public enum Reason {
        /** It waited as long as it may. */
        WAITED_TOO_LONG,
        /** Too many calls wait, of its tenant or of all. */
        TOO_MANY_WAITING,
        /** Its tenant's calls wait too long on the whole, and this one did. */
        SHED,
        /** Its thread holds a connection of the pool: waiting for another could wait for itself. */
        HELD_BY_CALLER
    }

    private final Reason reason;
    private final Duration retryAfter;

    public PoolExhaustedException(
            Reason reason, Duration retryAfter, String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.POOL_EXHAUSTED, message, context, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** Why the call was refused. */
    public Reason reason() {
        return reason;
    }

    /** When trying again has a prospect; an estimate from how fast the pool serves. */
    public Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public boolean retryable() {
        return reason != Reason.HELD_BY_CALLER;
    }
}
