package dal.core.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import dal.core.admission.Admission;
import dal.core.admission.NotAdmittedException;
import dal.core.admission.Permit;
import dal.core.admission.Refusal;
import dal.core.pool.NoConnectionException.Reason;
import dal.spi.PoolListener.Removal;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pool: a HikariCP pool under the name this library knows it by, with an {@link Admission} in front and a data source of its own behind ({@link Connector}), so that waiting ends as soon as it is pointless. Thread-safe.
 */
public final class ConnectionPool {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);

    /**
     * How often a caller that has its permit, and waits for HikariCP to connect, looks whether that has become pointless. Short, since a read waits that much
     * longer before it is tried elsewhere; looking costs microseconds, and nobody's place, since all who have one find room.
     */
    private static final Duration LOOK_UP = Duration.ofMillis(20);

    /** How long after it was last heard from a connection is believed to work. What HikariCP's own check on borrowing takes, which this one stands in for. */
    private static final Duration TRUSTED = Duration.ofMillis(500);

    /** How long a pool whose node has returned is given no work while it connects; then whoever asks waits for that itself. */
    private static final Duration LONGEST_WARMING = Duration.ofSeconds(1);

    /** How exactly it is known when a pool was used last. */
    private static final Duration USE_NOTED_EVERY = Duration.ofMillis(10);

    private enum State {
        OPEN,
        LOST,
        /** Found again, and not connected yet: a server that has just started takes its time for the first connection, and other nodes answer at once. */
        WARMING,
        RETIRED,
        /** Closed since nobody used it. */
        PUT_AWAY
    }

    private final PoolName name;
    private final HikariConfig config;
    private final Connector connector;
    private final Admission admission;
    private final Duration askLimit;
    private final HikariPool pool;
    private final PoolNews news;
    private final Set<ServerConnection> asked = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OPEN;
    private volatile long foundAt;
    private volatile long usedAt = System.nanoTime();

    /**
     * @param askLimit how long a server may take to say that a connection works
     * @param admission of as many callers as it may have connections
     */
    ConnectionPool(
            PoolName name,
            HikariConfig config,
            Connector connector,
            PoolNews news,
            Duration askLimit,
            Admission admission) {
        this.name = name;
        this.config = config;
        this.connector = connector;
        this.news = news;
        this.askLimit = askLimit;
        this.admission = admission;
        this.pool = new HikariPool(config);
        news.onConnected(this::warm);
    }

    public PoolName name() {
        return name;
    }

    private int max() {
        return config.getMaximumPoolSize();
    }

    /**
     * Takes a connection. Waits for a free one until it is the tenant's turn, but not for a node that is lost or accepts none: then it fails at once. No round
     * trip, unless {@code mustBeAlive}.
     *
     * @param tenant for whom
     * @param weight its share beside other tenants that wait
     * @param limit longest wait
     * @param mustBeAlive whether a connection that was idle for a while is to be asked whether it works, in a round trip, and be replaced if it does not; else it
     *     is handed out as it is
     */
    public PooledConnection take(TenantId tenant, int weight, Duration limit, boolean mustBeAlive)
            throws NoConnectionException {
        long began = System.nanoTime();
        long deadline = began + limit.toNanos();
        ConnectAttempts before = connector.attempts();
        Permit permit = admitted(tenant, weight, limit);
        used(began);
        PooledConnection taken = null;
        try {
            while (taken == null) {
                Connection pooled = free(deadline, before);
                taken = checked(pooled, permit, mustBeAlive, deadline);
            }
            taken.acquired(began);
            return taken;
        } finally {
            if (taken == null) {
                permit.giveBack();
            }
        }
    }

    private Permit admitted(TenantId tenant, int weight, Duration limit) throws NoConnectionException {
        if (state == State.WARMING && System.nanoTime() - foundAt > LONGEST_WARMING.toNanos()) {
            warm();
        }
        try {
            return admission.take(tenant, weight, limit);
        } catch (NotAdmittedException e) {
            Refusal refusal = e.refusal();
            throw refusal.reason() == Refusal.Reason.SHUT
                    ? none(shutReason(), null)
                    : NoConnectionException.notAdmitted(refusal, status());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw none(Reason.INTERRUPTED, null);
        }
    }

    /** A connection of HikariCP's, for a caller that has its permit. */
    private Connection free(long deadline, ConnectAttempts before) throws NoConnectionException {
        while (true) {
            requireOpen();
            connector.hurry();
            long left = deadline - System.nanoTime();
            try {
                return pool.getConnection(Math.clamp(TimeUnit.NANOSECONDS.toMillis(left), 1, LOOK_UP.toMillis()));
            } catch (SQLException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw none(Reason.INTERRUPTED, null);
                }
                ConnectAttempts now = connector.attempts();
                boolean hopeless = now.failingSince(before) && pool.getTotalConnections() == 0;
                if (hopeless || left <= LOOK_UP.toNanos()) {
                    requireOpen();
                    throw none(Reason.REFUSED, now.latest());
                }
            }
        }
    }

    private void requireOpen() throws NoConnectionException {
        if (state != State.OPEN) {
            throw none(shutReason(), null);
        }
    }

    /** Waits for whoever shuts it at this moment. */
    private synchronized Reason shutReason() {
        return switch (state) {
            case OPEN, LOST, WARMING -> Reason.LOST;
            case RETIRED -> Reason.RETIRED;
            case PUT_AWAY -> Reason.CLOSED;
        };
    }

    /** Written seldom, so that callers on many processors do not contend for it. */
    private void used(long now) {
        if (now - usedAt > USE_NOTED_EVERY.toNanos()) {
            usedAt = now;
        }
    }

    /** The connection to hand out; null if it turned out to be dead. */
    private @Nullable PooledConnection checked(Connection pooled, Permit permit, boolean mustBeAlive, long deadline) {
        PooledConnection taken = null;
        try {
            ServerConnection server = pooled.unwrap(ServerConnection.class);
            if (!mustBeAlive || answers(server, deadline)) {
                taken = new PooledConnection(pool, permit, pooled, server, news);
            }
        } catch (SQLException e) {
            // It is as good as dead.
            LOG.atDebug()
                    .addKeyValue("pool", name)
                    .addKeyValue("sqlState", e.getSQLState())
                    .log("check failed");
        } finally {
            if (taken == null) {
                evict(pooled, Removal.BROKEN);
            }
        }
        return taken;
    }

    private void evict(Connection pooled, Removal why) {
        try {
            pooled.unwrap(ServerConnection.class).ends(why);
        } catch (SQLException e) {
            // It is closed already.
        } finally {
            pool.evictConnection(pooled);
        }
    }

    private boolean answers(ServerConnection server, long deadline) throws SQLException {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        asked.add(server);
        try {
            // Whoever loses the node from now on finds it among those asked.
            return state == State.OPEN && server.answers(TRUSTED, left.compareTo(askLimit) < 0 ? left : askLimit);
        } finally {
            asked.remove(server);
        }
    }

    private NoConnectionException none(Reason reason, @Nullable SQLException failure) {
        return new NoConnectionException(reason, status(), failure);
    }

    /** How connecting went so far. */
    ConnectAttempts attempts() {
        return connector.attempts();
    }

    /** What it looks like now. */
    public PoolStatus status() {
        return new PoolStatus(
                name,
                max(),
                pool.getTotalConnections(),
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                admission.waiting() + pool.getThreadsAwaitingConnection());
    }

    /**
     * Its node does not answer: whoever waits gives up, connections that rest are closed, those in use are as they come back, and nothing connects until the node
     * is {@link #found}.
     */
    synchronized void lost() {
        if (state == State.OPEN || state == State.WARMING) {
            state = State.LOST;
            leave();
            connector.park();
        }
    }

    /** Its node answers again: connections are made at once, and given out from the first one on. */
    synchronized void found() {
        if (state == State.LOST) {
            foundAt = System.nanoTime();
            state = config.getMinimumIdle() > 0 ? State.WARMING : State.OPEN;
            if (state == State.OPEN) {
                admission.reopen();
            }
            connector.resume();
            fill();
        }
    }

    /** The adder may have ended, since nobody waited; it ends again by itself if nothing is missing. */
    private void fill() {
        for (int i = 0; i < config.getMinimumIdle(); i++) {
            pool.addBagItem(Integer.MAX_VALUE);
        }
    }

    /** Has that size from now on; whatever is in use beyond it is closed as it comes back. */
    synchronized void resize(int max, int min) {
        boolean same = max == max() && min == config.getMinimumIdle();
        if (!same && state != State.RETIRED && state != State.PUT_AWAY) {
            config.setMaximumPoolSize(max);
            config.setMinimumIdle(min);
            turns.resize(max);
            closeSurplus();
            fill();
        }
    }

    private void closeSurplus() {
        try {
            while (pool.getTotalConnections() > max() && pool.getIdleConnections() > 0) {
                evict(pool.getConnection(1), Removal.POOL);
            }
        } catch (SQLException e) {
            // They were taken meanwhile: they are closed as they come back.
            LOG.atDebug().addKeyValue("pool", name).log("nothing idle to close");
        }
    }

    private synchronized void warm() {
        if (state == State.WARMING) {
            state = State.OPEN;
            admission.reopen();
        }
    }

    /** Gives out no connection any more, and closes those in use as they come back. */
    synchronized void retire() {
        end(State.RETIRED);
    }

    /** Whether nobody has used it for so long, and nobody does now. */
    boolean rests(Duration rest) {
        long now = System.nanoTime();
        if (pool.getActiveConnections() > 0) {
            usedAt = now;
        }
        return now - usedAt >= rest.toNanos();
    }

    /**
     * Gives out no connection any more, and closes those it has, if nobody used it or waited for it for so long, and nobody does now. A node that is lost keeps its
     * pool, which has no connection anyway.
     *
     * @return whether it is closed to callers; what is left of it is then to be {@link #close closed} too
     */
    synchronized boolean putAway(Duration rest) {
        if (state != State.OPEN || !rests(rest) || !admission.shutIfUnused()) {
            return false;
        }
        end(State.PUT_AWAY);
        return true;
    }

    boolean wasPutAway() {
        return state == State.PUT_AWAY;
    }

    private void end(State ended) {
        if (state != State.RETIRED && state != State.PUT_AWAY) {
            state = ended;
            config.setMinimumIdle(0);
            leave();
            connector.close();
        }
    }

    private void leave() {
        news.left();
        admission.shut();
        asked.forEach(ConnectionPool::abort);
        pool.softEvictConnections();
    }

    private static void abort(ServerConnection server) {
        try {
            server.raw().abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("sqlState", e.getSQLState()).log("abort failed");
        }
    }

    /** Closes every connection, those in use too. */
    void close() {
        // Before its adder is woken, so that it does not go on.
        pool.poolState = HikariPool.POOL_SHUTDOWN;
        retire();
        try {
            pool.shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
