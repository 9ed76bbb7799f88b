package dal.testing.leak;

import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A client's connection, as the server sees it. The time of its start tells it from a later one with the same pid. */
record ClientBackend(String node, int pid, String started, String applicationName, String state, String query) {

    static List<ClientBackend> on(PostgresNode node, String database) {
        try (Connection connection = node.connect();
                PreparedStatement statement = connection.prepareStatement("""
                        select pid, backend_start::text, coalesce(application_name, ''), coalesce(state, 'starting'),
                               coalesce(query, '')
                          from pg_stat_activity
                         where datname = ? and backend_type = 'client backend'
                        """)) {
            statement.setString(1, database);
            List<ClientBackend> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new ClientBackend(
                            node.name(),
                            rows.getInt(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5)));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("The sessions of " + node + " cannot be listed", e);
        }
    }

    boolean isSameAs(ClientBackend other) {
        return pid == other.pid && started.equals(other.started) && node.equals(other.node);
    }

    /** A pool's connection that nobody seems to use: whether one was borrowed and does nothing, no server can tell. */
    boolean restsIn(List<String> pools) {
        return state.equals("idle") && pools.stream().anyMatch(applicationName::startsWith);
    }

    @Override
    public String toString() {
        return "on " + node + ": application '" + applicationName + "', " + state + ", last query: " + query + " (pid "
                + pid + ")";
    }
}
