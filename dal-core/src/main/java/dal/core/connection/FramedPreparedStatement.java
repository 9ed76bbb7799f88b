package dal.core.connection;

import dal.spi.StatementClassifier.Origin;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/** A prepared statement whose executions, batches among them, run in a bound transaction. */
final class FramedPreparedStatement extends FixedTextStatement {

    private final TenantConnection connection;

    FramedPreparedStatement(TenantConnection connection, String sql, PreparedStatement statement) {
        super(statement, connection);
        this.connection = connection;
        connection.check(sql, Origin.TEXT);
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
    public void addBatch() throws SQLException {
        getDelegate().addBatch();
        connection.addedToBatch();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return connection.inBoundTransaction(() -> getDelegate().executeBatch());
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return connection.inBoundTransaction(() -> getDelegate().executeLargeBatch());
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
