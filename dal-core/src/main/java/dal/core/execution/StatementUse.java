package dal.core.execution;

import dal.core.connection.TenantConnection;
import dal.core.execution.Observers.Observation;
import dal.core.failure.FailedWork.Stage;
import dal.core.failure.SqlFailures;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import dal.error.InvalidUseException;
import dal.error.ScopeEndedException;
import dal.spi.Execution;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jooq.conf.Settings;
import org.jspecify.annotations.Nullable;

/** One statement's use of a connection, from before it is sent until it is over. Not thread-safe. */
public abstract class StatementUse {

    private Borrowed borrowed;
    private @Nullable DatabaseException decided;
    private final @Nullable Observation observation;
    private final boolean carriesCommit;
    private String what = "the statement";
    private int statement;
    private final int batchedBefore;
    private boolean byHand;
    private @Nullable DatabaseException lastFailure;

    /**
     * One statement's use.
     *
     * @param observation of this statement; null if it is not observed
     * @param carriesCommit whether a COMMIT goes with a statement that writes
     */
    protected StatementUse(Borrowed borrowed, @Nullable Observation observation, boolean carriesCommit) {
        this.borrowed = borrowed;
        this.observation = observation;
        this.carriesCommit = carriesCommit;
        this.batchedBefore = borrowed.connection().addedToBatches();
    }

    public final TenantConnection connection() {
        return borrowed.connection();
    }

    final Borrowed borrowed() {
        return borrowed;
    }

    /**
     * It is several statements, of which one may be told apart.
     *
     * @param named what fails, in words
     * @param number which of them, counted from 1; 0 if that is not known
     */
    public final void concerns(String named, int number) {
        what = named;
        statement = number;
    }

    /** Refuses what was rendered with the names of schemas where each tenant has one of its own. */
    public final void requireRendered(Settings settings) {
        if (borrowed.namesNoSchema() && settings.isRenderSchema()) {
            throw new InvalidUseException(
                    "Settings that render the names of schemas would lead out of the tenant's own: derive them from the"
                            + " tenant database's, dsl().settings(), or set withRenderSchema(false)",
                    borrowed.context(),
                    null);
        }
    }

    /** The statement goes on with another connection. */
    final void moveTo(Borrowed other) {
        borrowed = other;
    }

    /** The statement has failed with that error for good, whatever its last connection said. */
    final void decided(DatabaseException error) {
        decided = error;
    }

    /** An error of the driver as the caller's own use of the connection sees it: JDBC's, without the server's message. */
    final SQLException sanitised(SQLException failure) {
        return Objects.requireNonNull((SQLException) translate(failure).getCause(), "cause");
    }

    /** What an error of the driver means for this statement. */
    public final DatabaseException translate(SQLException failure) {
        if (decided != null) {
            return decided;
        }
        if (connection().finished()) {
            return new ScopeEndedException(
                    "What gave out this cursor has ended, and the cursor with it: read it to its end inside",
                    borrowed.context(),
                    SqlFailures.sanitised(failure));
        }
        DatabaseException error = translated(failure);
        lastFailure = error;
        failed(error);
        return error;
    }

    /** What an error of the driver means on the connection in use. */
    private DatabaseException translated(SQLException failure) {
        return translated(borrowed, failure);
    }

    /** What an error of the driver means on a connection that the statement was sent over. */
    final DatabaseException translated(Borrowed over, SQLException failure) {
        return over.translate(
                failure,
                what,
                carriesCommit && !over.readRoute() ? Stage.COMMIT_SENT : Stage.UNCOMMITTED,
                over.context().ofStatement(statement));
    }

    /**
     * The statement was executed without an error. If it carried its COMMIT and a cancel was sent, that says little: a COMMIT cancelled while it waits for a standby
     * answers as if it had been done.
     */
    public final void executed() {
        if (carriesCommit && !borrowed.readRoute() && borrowed.wasCancelled()) {
            throw new CommitOutcomeUnknownException(
                    "The statement was cancelled while it was being committed; whether it took effect everywhere is not"
                            + " known: look before repeating it",
                    borrowed.context(),
                    null);
        }
    }

    /** The caller uses the connection by hand: that is over when the connection comes back. */
    final Connection byHand() {
        byHand = true;
        return observation == null || !observation.isWatched() ? connection() : WatchedByHand.of(connection(), this);
    }

    /** Something sent in the course of a use by hand; null if that is not observed. */
    final @Nullable Observation part(Execution.Kind kind, @Nullable String sql) {
        return observation == null ? null : observation.part(borrowed.execution(kind, sql, null));
    }

    /** What the use by hand was last told of that failure, which the caller got without the rest. */
    @SuppressWarnings("ReferenceEquality") // The very one.
    final Throwable told(SQLException failure) {
        return lastFailure != null && lastFailure.getCause() == failure ? lastFailure : failure;
    }

    /** The connection came back from whoever it was lent to. */
    final void returned() {
        giveBack();
        if (byHand) {
            end(-1, lastFailure);
        }
    }

    /** Whether anybody is told of it. */
    final boolean isObserved() {
        return observation != null;
    }

    /** What is known of it beyond its rows. */
    final void measured(int statements, long fetching) {
        if (observation != null) {
            observation.batchOf(statements + borrowed.connection().addedToBatches() - batchedBefore);
            observation.fetched(fetching);
        }
    }

    /** The statement failed with that error. */
    protected void failed(DatabaseException error) {}

    /** The connection is no longer needed by this statement. */
    public abstract void giveBack();

    /** The statement is over. */
    public void end(long rows, @Nullable Throwable error) {
        if (observation != null) {
            observation.finish(rows, error);
        }
    }
}
