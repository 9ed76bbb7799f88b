package dal.core.connection;

import dal.core.connection.ShiftedPreparedStatement.BindValue;
import dal.core.failure.CommitInDoubt;
import dal.core.tenancy.StatementFrame;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A statement as it is sent over one connection: one text with what binds its tenant.
 *
 * <p>Under autocommit the text is begin, settings, statement, commit and position ({@link StatementFrame#autocommit}). In a transaction the first statement
 * carries the transaction's prefix, later ones are sent as they are. A fetch size asks for a cursor, which runs in a transaction of its own.
 *
 * <p>Not thread-safe; handed from thread to thread by a {@link Race}.
 */
final class OneText {

    /** The plan of a prepared statement, or the statement itself, is gone. The driver prepares again only statements that stand alone. */
    private static final String CACHED_PLAN_CHANGED = "0A000";

    private static final String STATEMENT_GONE = "26000";

    /** active_sql_transaction. */
    private static final String OPEN_TRANSACTION = "25001";

    /** query_canceled. */
    private static final String CANCELLED = "57014";

    static final long NO_COUNT = -1;

    private final TenantConnection connection;
    private final PreparedStatement prepared;
    private final int shift;
    private final int resultsBefore;
    private final boolean wholeTransaction;
    private final boolean carriesPrefix;
    private final boolean cursor;
    private boolean executed;
    private boolean failedInside;
    private boolean closed;
    private @Nullable ResultSet resultSet;
    private long updateCount = NO_COUNT;

    /**
     * Prepares the text; nothing is sent yet, but for a cursor what opens its transaction.
     *
     * @param cursor whether it is to run in a transaction of its own
     */
    OneText(TenantConnection connection, String sql, boolean cursor, int fetchSize) throws SQLException {
        this.connection = connection;
        this.cursor = cursor;
        StatementFrame frame = connection.binding().frame();
        if (!connection.inTransaction() && !cursor) {
            wholeTransaction = !connection.binding().bare();
            carriesPrefix = false;
            resultsBefore = wholeTransaction ? frame.autocommitResultsBefore() : 0;
            shift = wholeTransaction ? frame.bindCount() : 0;
            prepared = limited(connection.raw().prepareStatement(wholeTransaction ? frame.autocommit(sql) : sql));
        } else {
            wholeTransaction = false;
            if (cursor) {
                connection.bind();
            }
            if (connection.raw().getAutoCommit()) {
                connection.raw().setAutoCommit(false);
            }
            carriesPrefix = !connection.transaction().isBound();
            var isolation = connection.binding().isolation();
            resultsBefore = carriesPrefix ? frame.transactionResultsBefore(isolation) : 0;
            shift = carriesPrefix ? frame.bindCount() : 0;
            prepared = limited(connection
                    .raw()
                    .prepareStatement(
                            carriesPrefix ? StatementFrame.prefixed(frame.transactionPrefix(isolation), sql) : sql));
            if (!carriesPrefix && fetchSize != 0) {
                prepared.setFetchSize(fetchSize);
            }
        }
    }

    private PreparedStatement limited(PreparedStatement statement) throws SQLException {
        return connection.limited(statement);
    }

    TenantConnection connection() {
        return connection;
    }

    /** The driver's statement. */
    PreparedStatement prepared() {
        return prepared;
    }

    /** Whether it carried a transaction's prefix, so that executing it again needs another text. */
    boolean spent() {
        return carriesPrefix && executed;
    }

    /** Whether it stands for itself: nothing that was sent before belongs to it. */
    boolean alone() {
        return !connection.inTransaction();
    }

    @Nullable
    ResultSet resultSet() {
        return resultSet;
    }

    long updateCount() {
        return updateCount;
    }

    /** Gives it its values and sends it: one round trip. */
    void run(@Nullable BindValue[] values, int count) throws SQLException {
        try {
            failedInside = false;
            resultSet = null;
            updateCount = NO_COUNT;
            if (shift > 0) {
                connection.transaction().setValues(prepared);
            }
            for (int i = 0; i < count; i++) {
                BindValue value = values[i];
                if (value != null) {
                    value.set(prepared, i + 1 + shift);
                }
            }
            long sent = wholeTransaction ? System.nanoTime() : 0;
            boolean isResultSet = prepared.execute();
            connection.answered();
            executed = true;
            if (wholeTransaction) {
                requireCommitted(sent);
            }
            if (carriesPrefix) {
                connection.transaction().markBound();
            }
            for (int i = 0; i < resultsBefore; i++) {
                if (carriesPrefix && i == resultsBefore - 1) {
                    connection.transaction().readIdentity(prepared);
                }
                isResultSet = prepared.getMoreResults(Statement.CLOSE_CURRENT_RESULT);
            }
            if (isResultSet) {
                resultSet = prepared.getResultSet();
            } else {
                updateCount = prepared.getLargeUpdateCount();
            }
            if (wholeTransaction && connection.binding().frame().asksPosition()) {
                connection.transaction().readPosition(prepared, false);
            }
        } catch (SQLException | RuntimeException | Error e) {
            executed = true;
            failedInside = wholeTransaction && connection.isOpen();
            if (wholeTransaction || cursor) {
                connection.recover(e);
            }
            if (e instanceof SQLException failure && mayBeCommitted(failure)) {
                throw CommitInDoubt.failedAround(failure);
            }
            throw e;
        }
    }

    /** Whether it was cancelled outside its transaction: at its COMMIT, or behind it, where its position is asked for. */
    private boolean mayBeCommitted(SQLException failure) {
        return wholeTransaction
                && !failedInside
                && !connection.binding().frame().readOnly()
                && CANCELLED.equals(failure.getSQLState());
    }

    /** Whether it failed only because a plan the server had kept is gone. Nothing of it took effect then: it failed before its COMMIT, and was rolled back. */
    boolean lostItsPlan(SQLException failure) {
        return failedInside
                && (CACHED_PLAN_CHANGED.equals(failure.getSQLState()) || STATEMENT_GONE.equals(failure.getSQLState()));
    }

    /** Has the server forget every plan. One round trip. */
    void forgetPlans() throws SQLException {
        connection.raw().execSQLUpdate("DEALLOCATE ALL");
    }

    /**
     * After a whole text no transaction may be open: something in the statement would have swallowed the COMMIT. And a COMMIT says little if the driver's timer has
     * cancelled the text meanwhile: one that waits for a standby then answers as if it had been done.
     */
    private void requireCommitted(long sent) throws SQLException {
        if (connection.isOpen()) {
            throw new SQLException("the statement left its transaction open", OPEN_TRANSACTION);
        }
        if (connection.readOnly()) {
            return;
        }
        if (ServerTransaction.tellsCutShort(prepared.getWarnings())) {
            throw CommitInDoubt.withoutStandby();
        }
        int limit = connection.binding().queryTimeout();
        if (limit > 0 && System.nanoTime() - sent >= limit * 1_000_000L) {
            throw CommitInDoubt.cancelled(null);
        }
    }

    /** Its result is no longer asked for. */
    void forgetResult() {
        resultSet = null;
        updateCount = NO_COUNT;
    }

    void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        connection.forget(prepared);
        prepared.close();
        if (cursor && !connection.finished() && !connection.failed()) {
            // The cursor's own transaction: it only read, and its position is what the session has seen.
            connection.commitTransaction();
        }
    }
}
