package dal.core.execution;

import dal.cluster.Role;
import dal.config.ConnectionConfig;
import dal.core.connection.TenantConnection;
import dal.core.failure.FailedWork;
import dal.core.failure.FailedWork.Stage;
import dal.core.failure.SqlFailures;
import dal.core.lifecycle.WorkGate;
import dal.core.tenancy.NodeCheck;
import dal.error.CancelledException;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NoTenantSchemaException;
import dal.error.NodeUnavailableException;
import dal.error.TimedOutException;
import dal.spi.Execution;
import dal.spi.RouteDecision;
import java.sql.SQLException;
import java.time.Duration;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** A connection in use, with whoever watches it. Closed once. Not thread-safe. */
public final class Borrowed {

    /** read_only_sql_transaction. */
    private static final String READ_ONLY = "25006";

    /** feature_not_supported: among others, a serializable transaction on a replica. */
    private static final String NOT_SUPPORTED = "0A000";

    /** object_not_in_prerequisite_state: what only a primary tells of its log was asked of a replica, by work that had carried no check. */
    private static final String NO_PRIMARYS_LOG = "55000";

    private final Lease lease;
    private final Observers.@Nullable Observation observation;
    private final Audience audience;
    private final WorkGate gate;
    private final ConnectionConfig server;
    private final Borrowing borrowing;
    private final Freshness freshness;
    private final @Nullable Deadline deadline;
    private @Nullable SQLException probedFor;
    private boolean primary;

    Borrowed(
            Lease lease,
            Observers.@Nullable Observation observation,
            Audience audience,
            WorkGate gate,
            ConnectionConfig server,
            Borrowing borrowing,
            Freshness freshness,
            @Nullable Deadline deadline) {
        this.lease = lease;
        this.observation = observation;
        this.audience = audience;
        this.gate = gate;
        this.server = server;
        this.borrowing = borrowing;
        this.freshness = freshness;
        this.deadline = deadline;
    }

    public TenantConnection connection() {
        return lease.connection();
    }

    public ErrorContext context() {
        return lease.context();
    }

    public Observers.@Nullable Observation observation() {
        return observation;
    }

    public boolean readRoute() {
        return lease.readRoute();
    }

    /** Something executed on this connection, for the observers. */
    public Execution execution(Execution.Kind kind, @Nullable String sql, @Nullable Query query) {
        return lease.execution(kind, server, sql, query);
    }

    RouteDecision.Use use() {
        return lease.use();
    }

    Freshness freshness() {
        return freshness;
    }

    /** Whether an error with that state may say that the server is not what the statement asks for. */
    private boolean refuses(@Nullable String state) {
        return lease.connection().check() != NodeCheck.NONE && NodeCheck.REFUSED.equals(state);
    }

    /** Whether an error with that state may come from a node that is believed to be the primary and is not. */
    boolean mayDenyThePrimary(@Nullable String state) {
        if (use().role() != Role.PRIMARY) {
            return false;
        }
        boolean unchecked = lease.connection().check() == NodeCheck.NONE;
        return refuses(state)
                || NOT_SUPPORTED.equals(state)
                || (READ_ONLY.equals(state) && !readRoute())
                || (NO_PRIMARYS_LOG.equals(state) && unchecked);
    }

    /** Whether an error with that state says that the replica has not replayed what the statement asks for. */
    boolean isBehind(@Nullable String state) {
        return use().role() == Role.REPLICA && refuses(state);
    }

    /** Whether its statements name no schema. */
    boolean namesNoSchema() {
        return lease.namesNoSchema();
    }

    /** Whether its tenant could not be bound, since it has no schema there. */
    boolean lacksSchema(SQLException failure) {
        return SqlFailures.missesBoundSchema(failure) && lease.tenantsSchema().isPresent();
    }

    /** What an error of the driver means for this work. Asks the node what it is where the error contradicts what was observed of it. */
    public DatabaseException translate(SQLException failure, String what, Stage stage) {
        return translate(failure, what, stage, lease.context());
    }

    DatabaseException translate(SQLException failure, String what, Stage stage, ErrorContext context) {
        String state = SqlFailures.sqlState(failure);
        if (mayDenyThePrimary(state) && !isPrimary(failure)) {
            lease.nodeFailed();
            return new NodeUnavailableException(
                    what + " reached a node that is not the primary any more; nothing of it took effect: it may be"
                            + " repeated",
                    context,
                    SqlFailures.sanitised(failure));
        }
        if (isBehind(state)) {
            return new NodeUnavailableException(
                    what + " reached a replica that has not replayed what it asks for; it may be repeated",
                    context,
                    SqlFailures.sanitised(failure));
        }
        if (lacksSchema(failure)) {
            return new NoTenantSchemaException(
                    "The tenant's schema " + lease.tenantsSchema().orElseThrow() + " does not exist; nothing of " + what
                            + " took effect",
                    context,
                    SqlFailures.sanitised(failure));
        }
        FailedWork work = new FailedWork(what, context, stage, readRoute(), lease.wasCancelled());
        if (SqlFailures.losesConnection(state) && lease.brokeByInterrupt()) {
            return stage == Stage.COMMIT_SENT
                    ? SqlFailures.translate(failure, work)
                    : new CancelledException(
                            what + " was interrupted; the server was asked to stop it, and its connection is closed",
                            context,
                            SqlFailures.sanitised(failure));
        }
        DatabaseException error = SqlFailures.translate(failure, work);
        if (deadline != null && deadline.hasPassed() && endsWithTime(error)) {
            if (error instanceof ConnectionLostException) {
                lease.connection().distrust();
            }
            return new TimedOutException(
                    what + " was ended since its transaction has taken its " + deadline.limit()
                            + "; it was rolled back",
                    context,
                    SqlFailures.sanitised(failure));
        }
        if (error instanceof ConnectionLostException || error instanceof CommitOutcomeUnknownException) {
            lease.nodeFailed();
        }
        return error;
    }

    /** Whether it is how the end of a transaction's time shows: the driver cancels the statement, the server ends the connection a little later. */
    private static boolean endsWithTime(DatabaseException error) {
        return error instanceof TimedOutException || error instanceof ConnectionLostException;
    }

    /** Asks once for each error, however often that is translated. What it answers is what the next choice is made by. */
    private boolean isPrimary(SQLException failure) {
        if (!failure.equals(probedFor)) {
            primary = borrowing.probe().isPrimary(lease.cluster(), use().node());
            probedFor = failure;
        }
        return primary;
    }

    /** A COMMIT is about to be sent: from now on the work is not cancelled any more, only aborted. */
    public void committing() {
        lease.committing();
    }

    /** Asks the server to cancel what runs on it, until that is over. */
    void cancel() {
        lease.cancelUntilItLeaves();
    }

    /** Whether this library asked the server to cancel what runs on it. */
    boolean wasCancelled() {
        return lease.wasCancelled();
    }

    /** How long ago it was borrowed. */
    Duration age() {
        return lease.age();
    }

    /** Another has answered in its place: how long this one takes is not known, only that it takes longer. */
    void beaten() {
        lease.beaten();
    }

    /** Another thread gives it back: this one may borrow again before that. */
    void leaveToAnother() {
        lease.leaveToAnother();
    }

    /** Whether this library broke the connection itself. */
    boolean wasAborted() {
        return lease.wasAborted();
    }

    /** Work of another session joined: it is told the position behind the commit too. */
    public void join(Freshness freshness) {
        audience.join(freshness);
    }

    /** Gives the connection back. */
    public void giveBack() {
        try {
            // What it left open is rolled back, which may hang, and be aborted, like all it did before.
            lease.close();
        } finally {
            gate.releases(lease);
        }
    }

    /** Tells the observers how it ended. */
    public void finish(long rows, @Nullable Throwable error) {
        if (observation != null) {
            observation.finish(rows, error);
        }
    }
}
