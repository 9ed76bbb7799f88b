package dal.core.pool;

import dal.core.failure.SqlFailures;
import dal.status.PoolStatus;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A pool gave no connection; {@link #reason} says why. Its cause, where there is one, is what the driver said last, without messages. */
public final class NoConnectionException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why there was none. */
    public enum Reason {
        /** All connections were in use for as long as the caller wanted to wait. */
        EXHAUSTED,
        /** The node did not accept a connection. */
        REFUSED,
        /** The node does not answer its monitor; nobody waits for it. */
        LOST,
        /** The pool is closed, or being closed: its node plays another role or left. */
        RETIRED,
        /** The caller was interrupted; its thread is marked so. */
        INTERRUPTED
    }

    private final Reason reason;
    private final transient PoolStatus pool;
    private final @Nullable String kind;
    private final boolean connectionLost;

    NoConnectionException(Reason reason, PoolStatus pool, @Nullable SQLException failure) {
        super(
                "No connection of " + pool.name() + ": " + reason,
                failure == null ? null : SqlFailures.sanitised(failure));
        this.reason = reason;
        this.pool = pool;
        this.kind = failure == null ? null : SqlFailures.kind(failure);
        this.connectionLost = SqlFailures.losesConnection(SqlFailures.sqlState(failure));
    }

    public Reason reason() {
        return reason;
    }

    /** The pool as it was then. */
    public PoolStatus pool() {
        return pool;
    }

    /** What kind of failure kept the pool from connecting, for people: a SQLSTATE and types of errors, no messages. */
    public String kind() {
        return kind == null ? "no answer" : kind;
    }

    /** Whether the node was asked and failed, rather than that it refused the user, or that the time was too short. */
    public boolean nodeFailed() {
        return reason == Reason.REFUSED && connectionLost;
    }
}
