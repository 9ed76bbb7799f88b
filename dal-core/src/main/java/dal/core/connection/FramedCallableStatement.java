package dal.core.connection;

import dal.spi.StatementClassifier.Origin;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that runs in a bound transaction. A procedure that commits cannot: PostgreSQL refuses that inside a transaction. */
final class FramedCallableStatement extends FixedTextCall {

    private final TenantConnection connection;

    FramedCallableStatement(TenantConnection connection, String sql, CallableStatement statement) {
        super(statement);
        this.connection = connection;
        connection.check(sql, Origin.TEXT);
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public boolean execute() throws SQLException {
        return connection.inBoundTransaction(() -> getDelegate().execute());
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return connection.inBoundTransaction(
                () -> new ConfinedResultSet(getDelegate().executeQuery(), this, connection));
    }

    @Override
    public int executeUpdate() throws SQLException {
        return connection.inBoundTransaction(() -> getDelegate().executeUpdate());
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return connection.inBoundTransaction(() -> getDelegate().executeLargeUpdate());
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return connection.inBoundTransaction(() -> getDelegate().executeBatch());
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return connection.inBoundTransaction(() -> getDelegate().executeLargeBatch());
    }

    // --- what it returns ---

    @Override
    public @Nullable Array getArray(int index) throws SQLException {
        return (Array) confined(getDelegate().getArray(index));
    }

    @Override
    public @Nullable Array getArray(String name) throws SQLException {
        return (Array) confined(getDelegate().getArray(name));
    }

    @Override
    public @Nullable Object getObject(int index) throws SQLException {
        return confined(getDelegate().getObject(index));
    }

    @Override
    public @Nullable Object getObject(int index, Map<String, Class<?>> types) throws SQLException {
        return confined(getDelegate().getObject(index, types));
    }

    @Override
    public <T> @Nullable T getObject(int index, Class<T> type) throws SQLException {
        return ConfinedResultSet.confined(getDelegate().getObject(index, type), type, connection);
    }

    @Override
    public @Nullable Object getObject(String name) throws SQLException {
        return confined(getDelegate().getObject(name));
    }

    @Override
    public @Nullable Object getObject(String name, Map<String, Class<?>> types) throws SQLException {
        return confined(getDelegate().getObject(name, types));
    }

    @Override
    public <T> @Nullable T getObject(String name, Class<T> type) throws SQLException {
        return ConfinedResultSet.confined(getDelegate().getObject(name, type), type, connection);
    }

    private @Nullable Object confined(@Nullable Object value) {
        return ConfinedResultSet.confined(value, connection);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        return connection.<@Nullable SQLWarning>cleaningUp(() -> getDelegate().getWarnings());
    }

    @Override
    public void close() throws SQLException {
        connection.forget(getDelegate());
        connection.<@Nullable Void>cleaningUp(() -> {
            getDelegate().close();
            return null;
        });
    }

    @Override
    protected @Nullable ResultSet wrap(@Nullable ResultSet rows) {
        return rows == null ? null : new ConfinedResultSet(rows, this, connection);
    }

    /** Whoever holds the driver's own statement reaches its bare connection. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        connection.handOut();
        return super.unwrap(type);
    }
}
