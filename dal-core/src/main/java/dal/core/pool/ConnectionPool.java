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

    /** How exactly it is known when a pool was used last. */
    private static final Duration USE_NOTED_EVERY = Duration.ofMillis(10);

    private final PoolName name;
    private final Connector connector;
    private final Admission admission;
    private final HikariPool pool;
    private final PoolSize size;
    private final PoolNews news;
    private final PoolLife life;
    private final LifeSigns lifeSigns;
    private volatile boolean refusing;
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
        this.connector = connector;
        this.news = news;
        this.admission = admission;
        this.pool = new HikariPool(config);
        this.size = new PoolSize(config, pool);
        this.life = new PoolLife(connector, admission, size, this::leave);
        this.lifeSigns = new LifeSigns(askLimit, life::isOpen);
        news.onConnected(life::warm);
    }

    public PoolName name() {
        return name;
    }

    /**
     * Takes a connection. Waits for a free one until it is the tenant's turn, but not for a node that is lost or accepts none: then it fails at once. No round
     * trip, unless {@code mustBeAlive}.
     *
     * @param tenant for whom
     * @param weight its share beside other tenants that wait
     * @param limit longest wait
     * @param waited for how long the caller has waited elsewhere for what it wants: it goes before those of its tenant that have not waited for as long
     * @param mustBeAlive whether a connection that was idle for a while is to be asked whether it works, in a round trip, and be replaced if it does not; else it
     *     is handed out as it is
     */
    public PooledConnection take(TenantId tenant, int weight, Duration limit, Duration waited, boolean mustBeAlive)
            throws NoConnectionException {
        long began = System.nanoTime();
        long deadline = began + limit.toNanos();
        ConnectAttempts before = connector.attempts();
        Permit permit = admitted(tenant, weight, limit, waited);
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

    private Permit admitted(TenantId tenant, int weight, Duration limit, Duration waited) throws NoConnectionException {
        life.warmLongEnough();
        try {
            return admission.take(tenant, weight, limit, waited);
        } catch (NotAdmittedException e) {
            Refusal refusal = e.refusal();
            news.refused(refusal.reason());
            throw switch (refusal.reason()) {
                case SHUT -> none(life.shutReason(), null);
                case DISMISSED -> none(Reason.DISMISSED, null);
                case WAITED_TOO_LONG, TOO_MANY_WAITING, SHED, HELD_BY_CALLER ->
                    NoConnectionException.notAdmitted(refusal, status());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw none(Reason.INTERRUPTED, null);
        }
    }

    /** A connection of HikariCP's, for a caller that has its permit. */
    private Connection free(long deadline, ConnectAttempts before) throws NoConnectionException {
        while (true) {
            requireOpen();
            requireProspect();
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
                    requireProspect();
                    throw none(Reason.REFUSED, now.latest());
                }
            }
        }
    }

    private void requireOpen() throws NoConnectionException {
        if (refusing) {
            throw none(Reason.DISMISSED, null);
        }
        if (!life.isOpen()) {
            throw none(life.shutReason(), null);
        }
    }

    /** Sends away whoever waits for its turn. */
    void dismiss() {
        admission.dismiss();
    }

    /** Sends away whoever waits, and gives out nothing any more; what is in use stays so. */
    void refuse() {
        refusing = true;
        admission.dismiss();
    }

    /** Nobody waits for a server that refuses to log in, and is not asked again yet, unless others may give back a connection. */
    private void requireProspect() throws NoConnectionException {
        LoginBackoff.Refusal refusal = connector.refusal();
        if (refusal != null && pool.getTotalConnections() == 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(refusal.until() - System.nanoTime());
            Duration after = Duration.ofMillis(Math.max(1, left));
            throw new NoConnectionException(Reason.REFUSED, status(), refusal.error(), after);
        }
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
            if (!mustBeAlive || lifeSigns.answers(server, deadline)) {
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
                size.evict(pooled, Removal.BROKEN);
            }
        }
        return taken;
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
                size.max(),
                pool.getTotalConnections(),
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                admission.waiting() + pool.getThreadsAwaitingConnection(),
                size.min(),
                admission.longestUse(System.nanoTime()));
    }

    /** Its node does not answer: whoever waits gives up, and nothing is given out until it is {@link #found}. */
    void lost() {
        life.lost();
    }

    /** Its node answers again: connections are made at once, and given out from the first one on. */
    void found() {
        life.found();
    }

    /** Has that size from now on; whatever is in use beyond it is closed as it comes back. */
    void resize(int max, int min) {
        life.resize(max, min);
    }

    /** Closes every connection it has, those in use as they come back: new ones are made in another way. */
    void renew() {
        news.left();
        pool.softEvictConnections();
    }

    /** Gives out no connection any more, and closes those in use as they come back. */
    void retire() {
        life.retire();
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
    boolean putAway(Duration rest) {
        return life.putAway(() -> rests(rest));
    }

    private void leave() {
        news.left();
        admission.shut();
        lifeSigns.abortAll();
        pool.softEvictConnections();
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
