package dal.core.connection;

import dal.spi.StatementClassifier.Origin;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.tools.jdbc.DefaultCallableStatement;

/** A call that runs in a bound transaction. A procedure that commits cannot: PostgreSQL refuses that inside a transaction. */
final class FramedCallableStatement extends DefaultCallableStatement {

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
        return connection.inBoundTransaction(() -> wrap(getDelegate().executeQuery()));
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

    @Override
    public void close() throws SQLException {
        connection.forget(getDelegate());
        getDelegate().close();
    }

    /** Whoever holds the driver's own statement reaches its bare connection. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        connection.distrust();
        return super.unwrap(type);
    }
}
