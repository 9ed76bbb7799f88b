package dal.migrations;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * One connection for many targets, one after the other. As a data source it gives out the same connection again and again, since Flyway opens two or three for
 * each schema, and a new server process has to learn the catalog anew.
 *
 * <p>With one connection a script and its row in the history are also one transaction: a process that dies leaves both or neither.
 *
 * <p>For one thread at a time.
 */
final class Session implements DataSource, AutoCloseable {

    /** What a script may have left on the connection; the next target must not find it. */
    private static final String CLEAN =
            "select pg_advisory_unlock_all(); reset session authorization; reset role; reset all; discard temp";

    private final Connection connection;
    private final Connection lent;

    Session(Connection connection) {
        this.connection = connection;
        this.lent = (Connection) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    Connection connection() {
        return connection;
    }

    /**
     * Takes the target's lock, unless another session has it. Never waits for it on the server: a statement that waits holds a snapshot, and an index that is
     * built concurrently by the lock's owner would wait for that. One round trip.
     */
    boolean tryLock(String target, Duration lockTimeout) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select pg_try_advisory_lock(hashtextextended(?, 0)), set_config('lock_timeout', ?, false)")) {
            statement.setString(1, "dal migrate " + target);
            statement.setString(2, lockTimeout.toMillis() + "ms");
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Gives the lock back and leaves nothing of the last target on the connection. False where it is of no more use. */
    boolean clean() {
        try {
            if (connection.isClosed()) {
                return false;
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(CLEAN);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public Connection getConnection() {
        return lent;
    }

    @Override
    public Connection getConnection(String username, String password) {
        return lent;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The server notices by itself.
        }
    }

    @Override
    public PrintWriter getLogWriter() {
        return new PrintWriter(PrintWriter.nullWriter());
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("A session wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
