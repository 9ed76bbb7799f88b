package dal.core.connection;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgStatement;

/**
 * Executes a text of several statements, and counts their results as they come: JDBC forgets them all when one fails, and with them which one it was. The server
 * answers the statements of a text in their order, each with one result, up to the one that fails.
 *
 * <p>So the text is handed to the driver's executor with a handler of our own, as the driver's own statement would hand it over
 * ({@code PgStatement.executeInternal}). The statement still takes the values, and keeps text and values in two protected fields, which are read here; there is no
 * other way to them.
 */
final class CountedText {

    private static final String STATEMENT = "org.postgresql.jdbc.PgPreparedStatement";
    private static final MethodHandle QUERY = getter("preparedQuery", CachedQuery.class);
    private static final MethodHandle PARAMETERS = getter("preparedParameters", ParameterList.class);

    private final BaseConnection raw;
    private final BaseStatement statement;
    private final Results results = new Results();

    CountedText(BaseConnection raw, PreparedStatement statement) throws SQLException {
        this.raw = raw;
        this.statement = statement.unwrap(PgStatement.class);
    }

    private static MethodHandle getter(String name, Class<?> type) {
        try {
            Field field = Class.forName(STATEMENT).getDeclaredField(name);
            field.setAccessible(true);
            return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(type, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of the driver has no " + STATEMENT + "." + name, e);
        }
    }

    /** Sends it with the values its statement was given, and waits for every answer. Once. */
    void execute() throws SQLException {
        CachedQuery query = query();
        int flags = (isOneShot(query) ? QueryExecutor.QUERY_ONESHOT : 0)
                | (raw.getAutoCommit() ? QueryExecutor.QUERY_SUPPRESS_BEGIN : 0)
                | (raw.hintReadOnly() ? QueryExecutor.QUERY_READ_ONLY_HINT : 0);
        raw.getQueryExecutor().execute(query.query, parameters(), results, 0, 0, flags);
    }

    /** Whether the server is not to keep its plan yet: the driver counts how often a text was executed. */
    private boolean isOneShot(CachedQuery query) {
        query.increaseExecuteCount();
        int threshold = statement.getPrepareThreshold();
        return threshold == 0 || query.getExecuteCount() < threshold;
    }

    private CachedQuery query() {
        try {
            return (CachedQuery) QUERY.invokeExact((Object) statement);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private ParameterList parameters() {
        try {
            return (ParameterList) PARAMETERS.invokeExact((Object) statement);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many statements were answered before the first that failed, or in all. */
    int answered() {
        return results.failed ? results.beforeFailure : results.all.size();
    }

    /** Whether the server refused a statement: the one behind those {@link #answered()}. */
    boolean refused() {
        return results.failed;
    }

    /** Whether its commit did not wait for the standbys it was to wait for. */
    boolean cutShort() {
        return results.cutShort;
    }

    /** The command that a statement's answer names, such as {@code COMMIT}; empty if it answered with rows. */
    String command(int index) {
        return results.all.get(index).command;
    }

    /** The rows that a statement answered; null if it answered with a count. */
    @Nullable
    ResultSet rows(int index) throws SQLException {
        Answer answer = results.all.get(index);
        return answer.tuples == null || answer.query == null || answer.fields == null
                ? null
                : statement.createResultSet(answer.query, answer.fields, answer.tuples, answer.cursor);
    }

    /** How many rows a statement changed or returned. */
    long count(int index) {
        return results.all.get(index).count;
    }

    /** What one statement answered: the command and its count, or rows. */
    private static final class Answer {

        private final String command;
        private final long count;
        private @Nullable Query query;
        private org.postgresql.core.Field @Nullable [] fields;
        private @Nullable List<Tuple> tuples;
        private @Nullable ResultCursor cursor;

        Answer(String command, long count) {
            this.command = command;
            this.count = count;
        }

        Answer(Query query, org.postgresql.core.Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            this("", tuples.size());
            this.query = query;
            this.fields = fields;
            this.tuples = tuples;
            this.cursor = cursor;
        }
    }

    /** Keeps what comes, and remembers how much had come when something failed. */
    private static final class Results extends ResultHandlerBase {

        private final List<Answer> all = new ArrayList<>();
        private boolean failed;
        private int beforeFailure;
        private boolean cutShort;

        @Override
        public void handleResultRows(
                Query query, org.postgresql.core.Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            all.add(new Answer(query, fields, tuples, cursor));
        }

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            all.add(new Answer(status, updateCount));
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // All that is asked of them.
            cutShort |= ServerTransaction.tellsCutShort(warning);
        }

        @Override
        public void handleError(SQLException error) {
            if (!failed) {
                failed = true;
                beforeFailure = all.size();
            }
            super.handleError(error);
        }
    }
}
