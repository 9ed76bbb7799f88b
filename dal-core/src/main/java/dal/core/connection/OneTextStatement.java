package dal.core.connection;

import dal.spi.StatementClassifier.Origin;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement that is sent as one text with what binds its tenant: one round trip. Its values are kept until it is executed, so that it can be sent
 * again over another connection where its own fails ({@link Elsewhere}), and over a second one while the first takes long ({@link Race}).
 */
final class OneTextStatement extends RepeatableStatement {

    private static final int FEW_VALUES = 2;

    private final String sql;
    private final TenantConnection first;
    private TenantConnection connection;
    private @Nullable OneText text;
    private boolean cursor;
    private int fetchSize;
    private int maxRows;
    private int queryTimeout;
    private boolean closed;
    private @Nullable ResultSet shown;

    OneTextStatement(TenantConnection connection, String sql) {
        super(connection, FEW_VALUES);
        this.first = connection;
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
        return text().prepared();
    }

    /** What is to be sent next; a text that opened the transaction gives way to a bare one. */
    private OneText text() throws SQLException {
        OneText known = text;
        if (known != null && !known.spent()) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        OneText made = on(connection);
        text = made;
        return made;
    }

    private OneText on(TenantConnection other) throws SQLException {
        if (other != first) {
            // What it leaves behind, it leaves there too.
            other.check(sql, Origin.TEXT);
        }
        OneText made = new OneText(other, sql, cursor, fetchSize);
        if (maxRows > 0) {
            made.prepared().setMaxRows(maxRows);
        }
        if (queryTimeout > 0) {
            made.prepared().setQueryTimeout(queryTimeout);
        }
        return made;
    }

    // --- its limits ---

    @Override
    public void setFetchSize(int rows) throws SQLException {
        fetchSize = rows;
        if (text != null) {
            text.prepared().setFetchSize(rows);
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

    @Override
    public void setMaxRows(int rows) throws SQLException {
        maxRows = rows;
        if (text != null) {
            text.prepared().setMaxRows(rows);
        }
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        queryTimeout = seconds;
        if (text != null) {
            text.prepared().setQueryTimeout(seconds);
        }
    }

    // --- executing ---

    @Override
    public boolean execute() throws SQLException {
        connection.requireInUse();
        shown = null;
        boolean healed = false;
        while (true) {
            try {
                send(text());
                return getResultSet() != null;
            } catch (SQLException e) {
                OneText failed = text;
                if (!healed && failed != null && failed.lostItsPlan(e)) {
                    healed = true;
                    failed.forgetPlans();
                } else if (!moves(e)) {
                    throw e;
                }
            } catch (Error e) {
                connection.distrust();
                first.failed(e);
                throw e;
            }
        }
    }

    private void send(OneText sent) throws SQLException {
        Elsewhere elsewhere = connection.elsewhere();
        long patience =
                elsewhere == null || cursor || readOnce() || !sent.alone() ? Long.MAX_VALUE : elsewhere.patience();
        LeavableInput input = patience == Long.MAX_VALUE ? null : LeavableInput.of(connection.raw());
        if (elsewhere == null || input == null) {
            sent.run(values(), count());
            return;
        }
        Race race = new Race(sent, elsewhere, patience, this::on, values(), count());
        try {
            race.run(input);
        } finally {
            // Failed or not, the statement goes on with the one that counts.
            OneText counts = race.winner();
            text = counts;
            connection = counts.connection();
        }
    }

    /** After a failure: whether the statement has another connection to be sent over. */
    private boolean moves(SQLException failure) {
        Elsewhere elsewhere = connection.inTransaction() || readOnce() ? null : connection.elsewhere();
        TenantConnection next = elsewhere == null ? null : elsewhere.after(failure);
        if (next == null) {
            return false;
        }
        connection = next;
        // The one before was closed with its connection.
        text = null;
        return true;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        execute();
        ResultSet rows = getResultSet();
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
        return Math.max(getLargeUpdateCount(), 0);
    }

    // --- its one result ---

    @Override
    public @Nullable ResultSet getResultSet() {
        ResultSet bare = text == null ? null : text.resultSet();
        if (bare == null) {
            return null;
        }
        if (shown == null) {
            shown = new ConfinedResultSet(bare, this, connection);
        }
        return shown;
    }

    @Override
    public int getUpdateCount() {
        return (int) Math.min(getLargeUpdateCount(), Integer.MAX_VALUE);
    }

    @Override
    public long getLargeUpdateCount() {
        return text == null ? OneText.NO_COUNT : text.updateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return getMoreResults(CLOSE_CURRENT_RESULT);
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        ResultSet open = getResultSet();
        if (open != null && current != KEEP_CURRENT_RESULT) {
            open.close();
        }
        if (text != null) {
            text.forgetResult();
            shown = null;
        }
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        connection.handOut();
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

    // --- its end ---

    /** jOOQ asks for them when it closes a statement that failed, which may have no connection left by then. */
    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        OneText last = text;
        return last == null || connection.finished()
                ? null
                : connection.<@Nullable SQLWarning>cleaningUp(
                        () -> last.prepared().getWarnings());
    }

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
        OneText last = text;
        if (last != null) {
            try {
                last.close();
            } catch (RuntimeException | Error e) {
                throw connection.failedCleaningUp(e);
            }
        }
    }
}
