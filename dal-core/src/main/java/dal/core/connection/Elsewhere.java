package dal.core.connection;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Other connections for one statement that runs alone: to repeat it where its own failed, and to ask a second time while its own takes long. Given out by whoever
 * lent the statement's connection, who also knows what may be repeated. What it returns is lent like the first one, to the same tenant for the same work.
 */
public interface Elsewhere {

    /**
     * The statement failed. Its connection goes back at once, unless the failure is to be told.
     *
     * @return the connection to repeat it on; null to tell the failure
     */
    @Nullable
    TenantConnection after(SQLException failure);

    /** Whether a failure is the statement's own, so that another node would say the same. Called on another thread than the rest. */
    boolean isItsOwn(SQLException failure);

    /** How long the statement's answer may take to begin before {@link #second()} is asked for, in nanoseconds; {@link Long#MAX_VALUE} for ever. */
    long patience();

    /**
     * The statement's answer has begun, or was left to {@link #second()}. Not where it failed for its node's sake.
     *
     * @param nanos since {@link #patience()} began to count
     * @param answered whether it has begun; else it takes longer than that
     */
    void awaited(long nanos, boolean answered);

    /** Runs what waits for an answer on another thread, so that the statement's own may leave it where {@link #second()} answers first. */
    void run(Runnable reading);

    /** Does something about {@link #second()} on a thread of its own. */
    void ask(Runnable work);

    /** A connection to ask a second time on, at most once at a time; null if there is none. Called on another thread than the rest. */
    @Nullable
    TenantConnection second();

    /**
     * One of two has answered, or failed last: the statement goes on with it.
     *
     * @param failure why the loser has failed; null if it has not
     * @param running whether the loser has not ended yet, and is to be cancelled
     */
    void settle(TenantConnection winner, TenantConnection loser, @Nullable Throwable failure, boolean running);

    /** The one that lost is through, and its connection goes back. Called after {@link #settle}, or without it where {@link #second()} could not be used. */
    void release(TenantConnection loser);
}
