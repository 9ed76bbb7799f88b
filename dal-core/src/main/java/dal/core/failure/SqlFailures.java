package dal.core.failure;

import dal.core.failure.FailedWork.Stage;
import dal.error.CancelledException;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.ConstraintViolatedException;
import dal.error.DatabaseException;
import dal.error.SerializationFailureException;
import dal.error.StatementFailedException;
import dal.error.TimedOutException;
import dal.error.TransactionRolledBackException;
import dal.error.WriteOnReadRouteException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns what the driver and the server say into this library's errors. SQLSTATE decides, looked for through causes and {@link
 * SQLException#getNextException()}; message text never does. The states are PostgreSQL's, appendix A of its manual.
 */
public final class SqlFailures {

    /** invalid_schema_name. */
    private static final String NO_SCHEMA = "3F000";

    private SqlFailures() {}

    /** The error to throw for {@code failure}, which happened during {@code work}. */
    public static DatabaseException translate(SQLException failure, FailedWork work) {
        SQLException telling = mostTelling(failure);
        String state = telling.getSQLState() == null ? "" : telling.getSQLState();
        SanitisedSqlException cause = SanitisedSqlException.of(telling);
        String what = work.what();
        if (losesConnection(state)) {
            return work.stage() == Stage.COMMIT_SENT
                    ? new CommitOutcomeUnknownException(
                            "The connection was lost after " + what
                                    + " had been sent to be committed; whether it took effect is"
                                    + " not known: look before repeating it",
                            work.context(),
                            cause)
                    : new ConnectionLostException("The connection was lost during " + what, work.context(), cause);
        }
        return switch (state) {
            case "40001", "40P01" ->
                new SerializationFailureException(
                        what + " met a concurrent transaction and was rolled back; it may be repeated",
                        work.context(),
                        cause);
            case "57014" ->
                work.cancelled()
                        ? new CancelledException(what + " was cancelled", work.context(), cause)
                        : new TimedOutException(what + " ran into its statement timeout", work.context(), cause);
            case "25P03", "25P04" ->
                new TimedOutException(what + " ran into its transaction timeout", work.context(), cause);
            case "55P03" -> new TimedOutException(what + " waited too long for a lock", work.context(), cause);
            case "25006" ->
                new WriteOnReadRouteException(
                        work.readRoute()
                                ? what + " writes, and was refused on a read route: use dsl() or inTransaction for it"
                                : what + " writes, and was refused by a server that takes no writes",
                        work.context(),
                        cause);
            case "25P02" ->
                new TransactionRolledBackException(
                        what + " came after a failed one: the transaction can only be rolled back",
                        work.context(),
                        cause);
            default ->
                state.startsWith("23")
                        ? constraintViolated(telling, cause, work)
                        : new StatementFailedException(
                                "The server refused " + what + " (SQLSTATE " + state + ")", work.context(), cause);
        };
    }

    /** What is kept of an error: its SQLSTATE, not its message. */
    public static SQLException sanitised(SQLException failure) {
        return SanitisedSqlException.of(mostTelling(failure));
    }

    /** Whether the state says that the connection is gone or going, so that the pool should not keep it. */
    public static boolean losesConnection(@Nullable String state) {
        if (state == null) {
            return false;
        }
        return state.startsWith("08")
                || switch (state) {
                    case "57P01", "57P02", "57P03", "57P05" -> true;
                    default -> false;
                };
    }

    /**
     * Whether a replica's statement with that state stood in the way of what it replays ({@code ERRCODE_T_R_SERIALIZATION_FAILURE} and the deadlock between
     * recovery and a query, as {@code ProcessRecoveryConflictInterrupt} raises them), or its database is gone there.
     */
    public static boolean conflictsWithRecovery(@Nullable String state) {
        return "40001".equals(state) || "40P01".equals(state) || "57P04".equals(state);
    }

    /**
     * Whether a schema that was given as a value of the statement's text, outside any function, does not exist: the one that a tenant is bound to. Of a name in the
     * text the server tells the position, of one in a function the context.
     */
    public static boolean missesBoundSchema(SQLException failure) {
        SQLException telling = mostTelling(failure);
        ServerErrorMessage server = telling instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
        return server != null
                && NO_SCHEMA.equals(telling.getSQLState())
                && server.getPosition() == 0
                && server.getWhere() == null;
    }

    /** The SQLSTATE in an error, if there is one. */
    public static @Nullable String sqlState(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return mostTelling(sql).getSQLState();
            }
        }
        return null;
    }

    /**
     * What kind of failure it was, for people: the SQLSTATE and the types of the errors behind the driver's, outermost first, such as {@code SQLSTATE 08006,
     * SSLHandshakeException}. No message is repeated.
     */
    public static String kind(Throwable failure) {
        Set<String> kinds = new LinkedHashSet<>();
        kinds.add("SQLSTATE " + sqlState(failure));
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (!(cause instanceof SQLException)) {
                kinds.add(cause.getClass().getSimpleName());
            }
        }
        return String.join(", ", kinds);
    }

    private static DatabaseException constraintViolated(
            SQLException failure, SanitisedSqlException cause, FailedWork work) {
        ServerErrorMessage server = failure instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
        String constraint = server == null ? null : server.getConstraint();
        String table = server == null ? null : server.getTable();
        return new ConstraintViolatedException(
                work.what() + " violates " + (constraint == null ? "a constraint" : "constraint " + constraint)
                        + (table == null ? "" : " of table " + table),
                work.context(),
                constraint,
                table,
                cause);
    }

    private static SQLException mostTelling(SQLException failure) {
        SQLException found = telling(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
        return found == null ? failure : found;
    }

    /** The first in the chain that has a state. A batch's error wraps the server's own, and repeats its state without its details. */
    private static @Nullable SQLException telling(@Nullable Throwable candidate, Set<Throwable> seen) {
        if (candidate == null || !seen.add(candidate)) {
            return null;
        }
        if (candidate instanceof SQLException sql) {
            SQLException next = telling(sql.getNextException(), seen);
            if (sql.getSQLState() != null && !(sql instanceof BatchUpdateException && next != null)) {
                return sql;
            }
            if (next != null) {
                return next;
            }
        }
        return telling(candidate.getCause(), seen);
    }
}
