package dal.migrations;

import dal.config.ConnectionConfig;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The server of some targets that takes writes.
 *
 * @param server host and port: what is not to be overrun
 * @param database the database there
 * @param dataSource connections to it, as the role that migrates
 * @param schema where that role creates its tables; null where nowhere
 */
record Primary(
        String server,
        String database,
        DataSource dataSource,
        @Nullable String schema) {

    static Primary of(ConnectionConfig connection, DataSource dataSource, @Nullable String schema) {
        return new Primary(connection.address(), connection.database(), dataSource, schema);
    }

    /** A new session. One connection. */
    Session open() throws SQLException {
        Connection connection = dataSource.getConnection();
        return new Session(connection);
    }
}
