package dal.core.pool;

import dal.core.admission.Refusal;
import dal.core.failure.SqlFailures;
import dal.error.PoolExhaustedException;
import dal.spi.PoolListener.Removal;
import dal.status.PoolName;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens in one pool, on its way to those who listen. Thread-safe. */
final class PoolNews implements Connector.Watcher {

    private final PoolName name;
    private final PoolEvents events;
    private volatile boolean left;
    private volatile long leftAt;
    private volatile Runnable onConnected = () -> {};

    PoolNews(PoolName name, PoolEvents events) {
        this.name = name;
        this.events = events;
    }

    /** Whom to tell of each connection, a moment before HikariCP has it. */
    void onConnected(Runnable listener) {
        onConnected = listener;
    }

    /** Whether anybody wants to know of each call: only then is it worth looking at the clock. */
    boolean tellsOfCalls() {
        return events.tellsOfCalls();
    }

    void acquired(long waitedNanos) {
        events.acquired(name, waitedNanos);
    }

    void released(long usedNanos) {
        events.released(name, usedNanos);
    }

    void refused(Refusal.Reason why) {
        switch (why) {
            case WAITED_TOO_LONG -> events.refused(name, PoolExhaustedException.Reason.WAITED_TOO_LONG);
            case TOO_MANY_WAITING -> events.refused(name, PoolExhaustedException.Reason.TOO_MANY_WAITING);
            case SHED -> events.refused(name, PoolExhaustedException.Reason.SHED);
            case HELD_BY_CALLER -> events.refused(name, PoolExhaustedException.Reason.HELD_BY_CALLER);
            case SHUT, DISMISSED -> {}
        }
    }

    /** The pool lets go of all connections made so far: they are closed for no fault of their own, some now and some as they come back. */
    void left() {
        leftAt = System.nanoTime();
        left = true;
    }

    @Override
    public void connected(ServerConnection connection, Duration took) {
        Housekeeping.made(connection);
        onConnected.run();
        events.connected(name, took);
    }

    @Override
    public void failed(SQLException error) {
        events.connectFailed(name, SqlFailures.sqlState(error));
    }

    @Override
    public void closed(ServerConnection connection, @Nullable Removal why) {
        boolean letGo = left && connection.madeAt() - leftAt <= 0;
        events.removed(name, why != null ? why : letGo ? Removal.POOL : Removal.IDLE);
    }
}
