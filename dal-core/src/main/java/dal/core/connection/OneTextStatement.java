package dal.core.connection;

import dal.core.tenancy.StatementFrame;
import dal.spi.StatementClassifier.Origin;
import java.sql.BatchUpdateException;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement that is sent as one text with what binds its tenant: one round trip.
 *
 * <p>Under autocommit the text is begin, settings, statement, commit and position ({@link StatementFrame#autocommit}). In a transaction the first statement
 * carries the transaction's prefix, later ones are sent as they are. The driver's statement is prepared when the first value is bound, since a fetch size set
 * before that asks for a cursor, which needs a transaction of its own.
 */
final class OneTextStatement extends ShiftedPreparedStatement {

    /** The plan of a prepared statement, or the statement itself, is gone. The driver prepares again only statements that stand alone. */
    private static final String CACHED_PLAN_CHANGED = "0A000";

    private static final String STATEMENT_GONE = "26000";

    /** active_sql_transaction. */
    private static final String OPEN_TRANSACTION = "25001";

    /** transaction_resolution_unknown. */
    private static final String OUTCOME_UNKNOWN = "08007";

    private static final long NO_COUNT = -1;

    private final TenantConnection connection;
    private final String sql;
    private @Nullable PreparedStatement prepared;
    private int shift;
    private int resultsBefore;
    private boolean wholeTransaction;
    private boolean carriesPrefix;
    private boolean executed;
    private boolean failedInside;
    private boolean cursor;
    private int fetchSize;
    private @Nullable ResultSet resultSet;
    private long updateCount = NO_COUNT;
    private boolean closed;

    OneTextStatement(TenantConnection connection, String sql) {
        super(null, connection);
        this.connection = connection;
        this.sql = connection.check(sql, Origin.TEXT);
    }

    @Override
    public Statement getDelegateStatement() throws SQLException {
        return getDelegate();
    }

    @Override
    public PreparedStatement getDelegate() throws SQLException {
        connection.requireInUse();
        PreparedStatement known = prepared;
        if (known != null && !(carriesPrefix && executed)) {
            return known;
        }
        // A statement that opened the transaction and is executed again goes bare the second time.
        if (known != null) {
            close(known);
        }
        PreparedStatement made = connection.limited(prepare());
        prepared = made;
        return made;
    }

    private PreparedStatement prepare() throws SQLException {
        StatementFrame frame = connection.binding().frame();
        executed = false;
        if (!connection.inTransaction() && !cursor) {
            if (connection.binding().bare()) {
                return connection.raw().prepareStatement(sql);
            }
            wholeTransaction = true;
            resultsBefore = frame.autocommitResultsBefore();
            return withValues(connection.raw().prepareStatement(frame.autocommit(sql)));
        }
        if (cursor) {
            connection.bind();
        }
        if (connection.raw().getAutoCommit()) {
            connection.raw().setAutoCommit(false);
        }
        carriesPrefix = !connection.transaction().isBound();
        if (carriesPrefix) {
            var isolation = connection.binding().isolation();
            resultsBefore = frame.transactionResultsBefore(isolation);
            return withValues(connection
                    .raw()
                    .prepareStatement(StatementFrame.prefixed(frame.transactionPrefix(isolation), sql)));
        }
        shift = 0;
        resultsBefore = 0;
        PreparedStatement bare = connection.raw().prepareStatement(sql);
        if (fetchSize != 0) {
            bare.setFetchSize(fetchSize);
        }
        return bare;
    }

    private PreparedStatement withValues(PreparedStatement statement) throws SQLException {
        connection.transaction().setValues(statement);
        shift = connection.binding().frame().bindCount();
        return statement;
    }

    @Override
    int shift() throws SQLException {
        if (prepared == null || (carriesPrefix && executed)) {
            getDelegate();
        }
        return shift;
    }

    @Override
    public void clearParameters() throws SQLException {
        getDelegate().clearParameters();
        if (shift > 0) {
            connection.transaction().setValues(getDelegate());
        }
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        fetchSize = rows;
        if (prepared != null) {
            prepared.setFetchSize(rows);
        } else if (rows > 0
                && !connection.inTransaction()
                && connection.binding().frame().readOnly()) {
            cursor = true;
        }
    }

    @Override
    public int getFetchSize() {
        return fetchSize;
    }

    // --- executing ---

    @Override
    public boolean execute() throws SQLException {
        connection.requireInUse();
        forgetResult();
        PreparedStatement statement = prepared == null ? getDelegate() : prepared;
        try {
            runOnce(statement);
        } catch (SQLException e) {
            if (!failedInside || !statementGone(e)) {
                throw e;
            }
            // Nothing of it took effect: it failed before its COMMIT, and was rolled back.
            connection.raw().execSQLUpdate("DEALLOCATE ALL");
            runOnce(statement);
        }
        return resultSet != null;
    }

    private static boolean statementGone(SQLException e) {
        return CACHED_PLAN_CHANGED.equals(e.getSQLState()) || STATEMENT_GONE.equals(e.getSQLState());
    }

    private void runOnce(PreparedStatement statement) throws SQLException {
        try {
            failedInside = false;
            long sent = System.nanoTime();
            boolean isResultSet = statement.execute();
            executed = true;
            requireCommitted(System.nanoTime() - sent);
            if (carriesPrefix) {
                connection.transaction().markBound();
            }
            for (int i = 0; i < resultsBefore; i++) {
                isResultSet = statement.getMoreResults(Statement.CLOSE_CURRENT_RESULT);
            }
            if (isResultSet) {
                resultSet = statement.getResultSet();
            } else {
                updateCount = statement.getLargeUpdateCount();
            }
            if (wholeTransaction && connection.binding().frame().asksPosition()) {
                connection.transaction().readPosition(statement, false);
            }
        } catch (SQLException | RuntimeException | Error e) {
            executed = true;
            failedInside = wholeTransaction && connection.isOpen();
            if (wholeTransaction || cursor) {
                connection.recover(e);
            }
            throw e;
        }
    }

    /**
     * After a whole text no transaction may be open: something in the statement would have swallowed the COMMIT. And a COMMIT says little if the driver's timer has
     * cancelled the text meanwhile: one that waits for a standby then answers as if it had been done.
     */
    private void requireCommitted(long nanos) throws SQLException {
        if (!wholeTransaction) {
            return;
        }
        if (connection.isOpen()) {
            throw new SQLException("the statement left its transaction open", OPEN_TRANSACTION);
        }
        int limit = connection.binding().queryTimeout();
        if (limit > 0
                && nanos >= limit * 1_000_000L
                && !connection.binding().frame().readOnly()) {
            throw new SQLException("the commit may have been cancelled", OUTCOME_UNKNOWN);
        }
    }

    private void forgetResult() {
        resultSet = null;
        updateCount = NO_COUNT;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        execute();
        ResultSet rows = resultSet;
        if (rows == null) {
            throw new SQLException("The statement returned no rows", "02000");
        }
        return rows;
    }

    @Override
    public int executeUpdate() throws SQLException {
        return (int) Math.min(executeLargeUpdate(), Integer.MAX_VALUE);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        if (execute()) {
            throw new SQLException("The statement returned rows where a count was expected", "0100E");
        }
        return Math.max(updateCount, 0);
    }

    // --- its one result ---

    @Override
    public @Nullable ResultSet getResultSet() {
        return resultSet;
    }

    @Override
    public int getUpdateCount() {
        return (int) Math.min(updateCount, Integer.MAX_VALUE);
    }

    @Override
    public long getLargeUpdateCount() {
        return updateCount;
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return getMoreResults(CLOSE_CURRENT_RESULT);
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        ResultSet open = resultSet;
        if (open != null && current != KEEP_CURRENT_RESULT) {
            open.close();
        }
        forgetResult();
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        connection.distrust();
        return super.unwrap(type);
    }

    // --- asked of a statement that stands alone ---

    @Override
    public @Nullable ResultSetMetaData getMetaData() throws SQLException {
        try (PreparedStatement bare = connection.raw().prepareStatement(sql)) {
            return bare.getMetaData();
        }
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        try (PreparedStatement bare = connection.raw().prepareStatement(sql)) {
            return bare.getParameterMetaData();
        }
    }

    // --- not for one statement ---

    @Override
    public void addBatch() {
        throw InvalidUse.because("This statement was prepared to be executed alone: use dsl.batch(...)");
    }

    @Override
    public int[] executeBatch() throws BatchUpdateException {
        throw InvalidUse.because("This statement was prepared to be executed alone: use dsl.batch(...)");
    }

    // --- its end ---

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        PreparedStatement statement = prepared;
        if (statement == null) {
            return;
        }
        close(statement);
        if (cursor && !connection.finished() && !connection.failed()) {
            // The cursor's own transaction: it only read, and its position is what the session has seen.
            connection.commitTransaction();
        }
    }

    private void close(PreparedStatement statement) throws SQLException {
        connection.forget(statement);
        statement.close();
    }
}
