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
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Finds the server that takes writes: roles are observed, not configured. */
final class PrimaryFinder {

    private final String applicationName;

    PrimaryFinder(String applicationName) {
        this.applicationName = applicationName;
    }

    /** The first of the servers that is not in recovery. One connection and round trip for each server asked. */
    Primary find(List<ConnectionConfig> candidates) throws TargetFailedException {
        List<String> answers = new ArrayList<>();
        SQLException failure = null;
        for (ConnectionConfig candidate : candidates) {
            try {
                DataSource servers = dataSource(candidate);
                Answer answer = ask(servers);
                if (answer.pooled()) {
                    throw new TargetFailedException(pooler(candidate));
                }
                if (!answer.inRecovery()) {
                    return Primary.of(candidate, servers, answer.schema());
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

    private static Fault pooler(ConnectionConfig candidate) {
        return new Fault(
                "A pooler stands in front of " + candidate.address()
                        + ": another process serves than the one that was connected to, so that a lock may be left on a"
                        + " connection that somebody else is given next",
                "Say how the server itself is reached: the cluster's direct connection, DATABASE_URL_DIRECT",
                null,
                0,
                null,
                null);
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

    private static Answer ask(DataSource servers) throws SQLException {
        try (Connection connection = servers.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select pg_is_in_recovery(), pg_backend_pid(), current_schema()")) {
            row.next();
            // A pooler makes up the process that the protocol names, since it cannot know which one will serve.
            int named = connection.unwrap(BaseConnection.class).getBackendPID();
            return new Answer(row.getBoolean(1), row.getInt(2) != named, row.getString(3));
        }
    }

    private record Answer(
            boolean inRecovery, boolean pooled, @Nullable String schema) {}

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
