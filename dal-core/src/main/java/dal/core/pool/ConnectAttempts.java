package dal.core.pool;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How a pool's attempts to connect went since it was opened.
 *
 * @param started attempts begun; one that waits for its node to be seen again has not begun
 * @param succeeded of those, ended with a connection
 * @param failed of those, ended with an error while the node was not known to be lost
 * @param latest the error that the latest to end ended with; null if it ended with a connection, or none ended
 */
record ConnectAttempts(
        long started, long succeeded, long failed, @Nullable SQLException latest) {

    static final ConnectAttempts NONE = new ConnectAttempts(0, 0, 0, null);

    ConnectAttempts begun() {
        return new ConnectAttempts(started + 1, succeeded, failed, latest);
    }

    ConnectAttempts succeededOnce() {
        return new ConnectAttempts(started, succeeded + 1, failed, null);
    }

    ConnectAttempts failedOnce(SQLException error) {
        return new ConnectAttempts(started, succeeded, failed + 1, error);
    }

    /** Whether all that ended since {@code earlier} failed, and some did. */
    boolean failingSince(ConnectAttempts earlier) {
        return failed > earlier.failed && succeeded == earlier.succeeded;
    }
}
