package dal.core.connection;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jooq.tools.jdbc.DefaultResultSet;
import org.jspecify.annotations.Nullable;

/** Rows whose statement is the borrower's own, so that from them, too, nothing is reached past the tenant's binding. */
final class ConfinedResultSet extends DefaultResultSet {

    private final @Nullable Statement statement;
    private final TenantConnection connection;

    /** @param statement the borrower's; null if none of its made them, as JDBC has it of metadata */
    ConfinedResultSet(ResultSet rows, @Nullable Statement statement, TenantConnection connection) {
        super(rows);
        this.statement = statement;
        this.connection = connection;
    }

    /** A value of the driver's as the borrower may have it: an array and a cursor lead to the driver's connection. */
    static @Nullable Object confined(@Nullable Object value, TenantConnection connection) {
        return switch (value) {
            case null -> null;
            case Array array -> new ConfinedArray(array, connection);
            case ResultSet rows -> new ConfinedResultSet(rows, null, connection);
            default -> value;
        };
    }

    /** The same where the caller says what it wants: a type of the driver's own is handed out as its connection is. */
    static <T> @Nullable T confined(@Nullable T value, Class<T> type, TenantConnection connection) throws SQLException {
        Object confined = confined(value, connection);
        if (confined == null || type.isInstance(confined)) {
            return type.cast(confined);
        }
        connection.handOut();
        return value;
    }

    /** The last that jOOQ asks of the driver before it hands out a cursor. */
    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        try {
            return super.getMetaData();
        } catch (Error e) {
            connection.failed(e);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            super.close();
        } catch (RuntimeException | Error e) {
            throw connection.failedCleaningUp(e);
        }
    }

    @Override
    public @Nullable Statement getStatement() {
        return statement;
    }

    @Override
    public @Nullable Array getArray(int column) throws SQLException {
        return (Array) confined(super.getArray(column), connection);
    }

    @Override
    public @Nullable Array getArray(String column) throws SQLException {
        return (Array) confined(super.getArray(column), connection);
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        return confined(super.getObject(column), connection);
    }

    @Override
    public @Nullable Object getObject(String column) throws SQLException {
        return confined(super.getObject(column), connection);
    }

    @Override
    public @Nullable Object getObject(int column, Map<String, Class<?>> types) throws SQLException {
        return confined(super.getObject(column, types), connection);
    }

    @Override
    public @Nullable Object getObject(String column, Map<String, Class<?>> types) throws SQLException {
        return confined(super.getObject(column, types), connection);
    }

    @Override
    public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
        return confined(super.getObject(column, type), type, connection);
    }

    @Override
    public <T> @Nullable T getObject(String column, Class<T> type) throws SQLException {
        return confined(super.getObject(column, type), type, connection);
    }

    // --- what the driver sends by itself, over its own connection ---

    @Override
    public void updateRow() throws SQLException {
        bind();
        super.updateRow();
    }

    @Override
    public void insertRow() throws SQLException {
        bind();
        super.insertRow();
    }

    @Override
    public void deleteRow() throws SQLException {
        bind();
        super.deleteRow();
    }

    @Override
    public void refreshRow() throws SQLException {
        bind();
        super.refreshRow();
    }

    /** Under autocommit the transaction that the tenant was bound in is over. */
    private void bind() throws SQLException {
        connection.requireInUse();
        if (!connection.inTransaction()) {
            throw InvalidUse.because(
                    "Rows are changed or read anew through their ResultSet in a transaction only: use inTransaction");
        }
        connection.bind();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        connection.handOut();
        return super.unwrap(type);
    }
}
