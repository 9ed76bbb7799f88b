package dal.migrations;

import dal.config.ConnectionConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Finds the server of a target that takes writes: roles are observed, not configured. */
final class PrimaryFinder {

    private final String applicationName;

    PrimaryFinder(String applicationName) {
        this.applicationName = applicationName;
    }

    /** Connections to the first of the target's servers that is not in recovery. One connection and round trip for each server asked. */
    DataSource find(MigrationTarget target) throws TargetFailedException {
        List<String> answers = new ArrayList<>();
        SQLException failure = null;
        for (ConnectionConfig candidate : target.connections()) {
            try {
                DataSource servers = dataSource(candidate);
                if (!isInRecovery(servers)) {
                    return servers;
                }
                answers.add(candidate.address() + " is a replica");
            } catch (SQLException e) {
                failure = e;
                answers.add("cannot connect to " + candidate.address() + "/" + candidate.database() + " as "
                        + candidate.user() + ": " + SqlErrors.line(e));
            }
        }
        throw new TargetFailedException(noPrimary(answers, failure));
    }

    private static Fault noPrimary(List<String> answers, @Nullable SQLException failure) {
        return new Fault(
                "No primary found: " + String.join("; ", answers),
                failure == null
                        ? "Name the primary among the cluster's nodes, or as its direct connection (DATABASE_URL_DIRECT)"
                        : "See that the server runs, is reachable from here, and lets this role in",
                null,
                0,
                failure == null ? null : failure.getSQLState(),
                failure);
    }

    private static boolean isInRecovery(DataSource servers) throws SQLException {
        try (Connection connection = servers.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private DataSource dataSource(ConnectionConfig connection) throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(connection.jdbcUrl());
        dataSource.setUser(connection.user());
        if (!connection.password().isEmpty()) {
            dataSource.setPassword(connection.password().reveal());
        }
        for (Map.Entry<String, String> setting : connection.driverSettings().entrySet()) {
            dataSource.setProperty(setting.getKey(), setting.getValue());
        }
        // The service's limit on a silent server would end a long script.
        dataSource.setSocketTimeout(0);
        dataSource.setApplicationName(applicationName);
        return dataSource;
    }
}
