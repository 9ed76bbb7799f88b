package dal.core.check;

import dal.config.Strictness;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;

/**
 * Whether a pooler stands in front of a server: the protocol names the process that serves a connection, and so does {@code pg_backend_pid()}; a pooler that hands
 * connections over makes up the first, since it cannot know which process will serve. One round trip.
 */
final class UndeclaredPooler {

    private UndeclaredPooler() {}

    /** Whether another process serves than the protocol said. */
    static boolean stands(Connection connection) throws SQLException {
        int named = connection.unwrap(BaseConnection.class).getBackendPID();
        try (PreparedStatement statement = connection.prepareStatement("select pg_backend_pid()");
                ResultSet serving = statement.executeQuery()) {
            serving.next();
            return serving.getInt(1) != named;
        }
    }

    /** What is wrong with it. */
    static Finding finding(String server) {
        return new Finding(
                Finding.Kind.POOLER,
                "server " + server,
                "a pooler stands in front of it and its URL does not say so; it is treated as one from now on. Say"
                        + " pgbouncer=true, so that it is from the start",
                Strictness.WARN);
    }
}
