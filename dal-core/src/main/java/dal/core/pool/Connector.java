package dal.core.pool;

import dal.core.pool.LoginBackoff.Refusal;
import dal.spi.PoolListener.Removal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * What HikariCP connects through. HikariCP lets one thread, the adder, connect at a time, and makes it sleep for 30 ms after each connection it has made, which is
 * longer than making one takes: so it is woken where somebody asks for the next. After each failure it sleeps, twice as long as before and up to 5 s: a node that
 * returns is then found late. So an attempt on a node that is known to be lost neither fails nor sleeps: the adder waits here until the node
 * is seen again, and connects at once. An attempt that hangs when the node is lost, or the pool closed, is given up. Where the server refuses to log in, the next
 * attempt waits here too ({@link LoginBackoff}).
 *
 * <p>Thread-safe.
 */
final class Connector extends BareDataSource {

    /** How long a connector believes that its node is lost; then it looks for itself, in case the news of its return went astray. */
    static final Duration LONGEST_PARKED = Duration.ofSeconds(10);

    /** How long after a failure a caller that waits has it tried again, instead of waiting for HikariCP to have slept enough. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    /** How long a pool that closes waits for its adder, which ends within moments once it was told to. */
    private static final int ADDER_END_SECONDS = 5;

    /** Opens a connection. */
    @FunctionalInterface
    interface Opening {
        /** Connects; an interrupt ends it, by any exception. */
        BaseConnection open() throws SQLException;
    }

    /** Hears of the connections made. */
    interface Watcher {

        /** One was made, on the thread that made it, a moment before HikariCP has it. */
        void connected(ServerConnection connection, Duration took);

        /** One could not be made, though the node is not known to be lost. */
        void failed(SQLException error);

        /** One was closed; {@code why} where that is known of the connection itself. */
        void closed(ServerConnection connection, @Nullable Removal why);
    }

    private final Opening opening;
    private final String description;
    private final Watcher watcher;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LoginBackoff backoff =
            new LoginBackoff(() -> ThreadLocalRandom.current().nextDouble());
    private boolean lost;
    private boolean closed;
    private boolean connecting;
    private boolean givenUp;
    private long failedAt;
    private @Nullable Thread adder;
    private volatile ConnectAttempts attempts = ConnectAttempts.NONE;
    private volatile boolean parked;
    private volatile boolean resting;
    private volatile @Nullable Refusal refusal;

    /** @param description for logs; without secrets */
    Connector(Opening opening, String description, Watcher watcher) {
        this.opening = opening;
        this.description = description;
        this.watcher = watcher;
    }

    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            begin();
            long began = System.nanoTime();
            ServerConnection made;
            try {
                made = new ServerConnection(established(opening.open()), watcher);
            } catch (SQLException | RuntimeException e) {
                SQLException error = failed(e);
                if (error != null) {
                    watcher.failed(error);
                    throw error;
                }
                continue;
            }
            watcher.connected(made, Duration.ofNanos(System.nanoTime() - began));
            // From here on it runs nothing that minds an interrupt.
            resting = true;
            return made;
        }
    }

    private void begin() throws SQLException {
        lock.lock();
        try {
            adder = Thread.currentThread();
            resting = false;
            // A hurry that came too late.
            boolean unused = Thread.interrupted();
            awaitProspect();
            requireOpen();
            attempts = attempts.begun();
            connecting = true;
            givenUp = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Connecting was interrupted", "08001", e);
        } finally {
            parked = false;
            lock.unlock();
        }
    }

    private void awaitProspect() throws InterruptedException {
        long began = System.nanoTime();
        long pause = pause(began);
        while (pause > 0) {
            parked = true;
            boolean unused = changed.await(pause, TimeUnit.NANOSECONDS);
            pause = pause(began);
        }
    }

    /** How much longer an attempt that began to wait at {@code began} is to wait. */
    private long pause(long began) {
        if (closed) {
            return 0;
        }
        long now = System.nanoTime();
        Refusal refused = refusal;
        return lost ? began + LONGEST_PARKED.toNanos() - now : refused == null ? 0 : refused.until() - now;
    }

    private BaseConnection established(BaseConnection connection) throws SQLException {
        lock.lock();
        try {
            ended();
            requireOpen();
            attempts = attempts.succeededOnce();
            letIn();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** The error to fail with; null to wait for the node instead, and try again: then it does not count as a failure. */
    private @Nullable SQLException failed(Exception cause) {
        lock.lock();
        try {
            ended();
            if (!closed && (lost || givenUp)) {
                return null;
            }
            // The driver tells of an interrupt by errors of several kinds.
            SQLException error = !givenUp && cause instanceof SQLException sql
                    ? sql
                    : new SQLException("Connecting was given up", "08001", cause);
            attempts = attempts.failedOnce(error);
            failedAt = System.nanoTime();
            refusal = backoff.failed(error, failedAt);
            return error;
        } finally {
            lock.unlock();
        }
    }

    /** The attempt is over; an interrupt meant for it must not end whatever the adder does next. */
    private void ended() {
        if (connecting) {
            connecting = false;
            boolean unused = Thread.interrupted();
        }
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("The pool is closed", "08003");
        }
    }

    ConnectAttempts attempts() {
        return attempts;
    }

    private void letIn() {
        backoff.reset();
        refusal = null;
    }

    /** The server's refusal to log in, until it is asked again; null if it did not refuse, or is about to be asked. */
    @Nullable
    Refusal refusal() {
        Refusal refused = refusal;
        return refused == null || refused.until() - System.nanoTime() <= 0 ? null : refused;
    }

    /**
     * Somebody asks for a connection: if the adder sleeps because it has just made one, or because an attempt failed a while ago, it is woken. HikariCP then has it go on for those
     * who wait.
     */
    void hurry() {
        if (attempts.latest() == null && !resting) {
            return;
        }
        lock.lock();
        try {
            long now = System.nanoTime();
            if (adder != null && (resting || mayTryAgain(now))) {
                resting = false;
                failedAt = now;
                adder.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayTryAgain(long now) {
        return attempts.latest() != null && !connecting && !parked && now - failedAt > RETRY_PAUSE.toNanos();
    }

    /** Whether an attempt waits for the node to be seen again. */
    boolean isParked() {
        return parked;
    }

    /** The node is lost: a hanging attempt is given up, and it and all others wait. */
    void park() {
        lock.lock();
        try {
            lost = true;
            if (connecting && adder != null) {
                givenUp = true;
                adder.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The node was seen again: those that waited connect. */
    void resume() {
        lock.lock();
        try {
            lost = false;
            // It may be another server by now.
            letIn();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing connects any more: whatever waits, hangs or sleeps between two attempts ends. */
    void close() {
        lock.lock();
        try {
            closed = true;
            givenUp = connecting;
            changed.signalAll();
            if (adder != null) {
                adder.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** HikariCP waits that long for the adder when it shuts down. */
    @Override
    public int getLoginTimeout() {
        return ADDER_END_SECONDS;
    }

    @Override
    public String toString() {
        return description;
    }
}
