package dal.core.pool;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks connections whether they work, and gives up asking when the pool leaves its node. Thread-safe. */
final class LifeSigns {

    private static final Logger LOG = LoggerFactory.getLogger(LifeSigns.class);

    /** How long after it was last heard from a connection is believed to work. What HikariCP's own check on borrowing takes, which this one stands in for. */
    private static final Duration TRUSTED = Duration.ofMillis(500);

    private final Set<ServerConnection> asked = ConcurrentHashMap.newKeySet();
    private final Duration limit;
    private final BooleanSupplier open;

    /**
     * @param limit how long a server may take to say that a connection works
     * @param open whether the pool has not left its node
     */
    LifeSigns(Duration limit, BooleanSupplier open) {
        this.limit = limit;
        this.open = open;
    }

    boolean answers(ServerConnection server, long deadline) throws SQLException {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        asked.add(server);
        try {
            // Whoever loses the node from now on finds it among those asked.
            return open.getAsBoolean() && server.answers(TRUSTED, left.compareTo(limit) < 0 ? left : limit);
        } finally {
            asked.remove(server);
        }
    }

    /** The pool has left its node: nobody waits for an answer any more. */
    void abortAll() {
        for (ServerConnection server : asked) {
            try {
                server.raw().abort(Runnable::run);
            } catch (SQLException e) {
                LOG.atWarn().addKeyValue("sqlState", e.getSQLState()).log("abort failed");
            }
        }
    }
}
