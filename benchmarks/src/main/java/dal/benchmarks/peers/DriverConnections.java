package dal.benchmarks.peers;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;

/** jOOQ's connections from a driver that pools them itself. */
record DriverConnections(Driver driver, String url, Properties properties) implements ConnectionProvider {

    @Override
    public Connection acquire() {
        try {
            return driver.connect(url, properties);
        } catch (SQLException e) {
            throw new DataAccessException("No connection", e);
        }
    }

    @Override
    public void release(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DataAccessException("Not closed", e);
        }
    }
}
