package dal.core.pool;

import dal.core.admission.Refusal;
import dal.core.failure.SqlFailures;
import dal.status.PoolStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pool gave no connection; {@link #reason} says why. Its cause, where there is one, is what the driver said last, without messages. */
public final class NoConnectionException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why there was none. */
    public enum Reason {
        /** The caller was not admitted; {@link #refusal} says why. */
        EXHAUSTED,
        /** The node did not accept a connection. */
        REFUSED,
        /** The node does not answer its monitor; nobody waits for it. */
        LOST,
        /** The pool is closed, or being closed: its node plays another role or left. */
        RETIRED,
        /** The pool was closed at this moment, since nobody used it: whoever asks for it anew gets it. */
        CLOSED,
        /** Whoever waited was sent away: the process is shutting down. */
        DISMISSED,
        /** The caller was interrupted; its thread is marked so. */
        INTERRUPTED
    }

    private final Reason reason;
    private final transient PoolStatus pool;
    private final transient @Nullable Refusal refusal;
    private final @Nullable String kind;
    private final boolean connectionLost;
    private final @Nullable Duration retryAfter;

    NoConnectionException(Reason reason, PoolStatus pool, @Nullable SQLException failure) {
        this(reason, null, pool, failure, null);
    }

    NoConnectionException(
            Reason reason, PoolStatus pool, @Nullable SQLException failure, @Nullable Duration retryAfter) {
        this(reason, null, pool, failure, retryAfter);
    }

    private NoConnectionException(
            Reason reason,
            @Nullable Refusal refusal,
            PoolStatus pool,
            @Nullable SQLException failure,
            @Nullable Duration retryAfter) {
        super(
                "No connection of " + pool.name() + ": " + reason,
                failure == null ? null : SqlFailures.sanitised(failure));
        this.reason = reason;
        this.refusal = refusal;
        this.pool = pool;
        this.kind = failure == null ? null : SqlFailures.kind(failure);
        this.retryAfter = retryAfter;
        this.connectionLost = SqlFailures.losesConnection(SqlFailures.sqlState(failure));
    }

    static NoConnectionException notAdmitted(Refusal refusal, PoolStatus pool) {
        return new NoConnectionException(Reason.EXHAUSTED, refusal, pool, null, null);
    }

    public Reason reason() {
        return reason;
    }

    /** Why the caller was not admitted; null if that was not the reason. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** The pool as it was then. */
    public PoolStatus pool() {
        return pool;
    }

    /** What kind of failure kept the pool from connecting, for people: a SQLSTATE and types of errors, no messages. */
    public String kind() {
        return kind == null ? "no answer" : kind;
    }

    /** Where the node refuses to log the pool in: when it is asked again, which nothing before that will change. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether the node was asked and failed, rather than that it refused the user, or that the time was too short. */
    public boolean nodeFailed() {
        return reason == Reason.REFUSED && connectionLost;
    }
}
