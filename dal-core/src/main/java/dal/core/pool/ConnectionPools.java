package dal.core.pool;

import dal.PoolSizes;
import dal.cluster.PoolPurpose;
import dal.config.DataAccessConfig;
import dal.config.PoolConfig;
import dal.config.TenantClassConfig;
import dal.error.ErrorContext;
import dal.error.ShuttingDownException;
import dal.spi.PoolListener;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import dal.status.HeldConnection;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every pool there is, by name. A pool is opened when it is first asked for, once, whoever asks; it is retired when its node no longer plays the role it was
 * opened for, and put away when nobody has used it for as long as its class says: then the next who asks opens it again. One small scheduler keeps house for all
 * of them. Thread-safe.
 */
@Singleton
public final class ConnectionPools implements PoolSizes {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPools.class);

    private final DataAccessConfig config;
    private final Map<PoolName, PoolPlace> places = new ConcurrentHashMap<>();

    private final ReentrantLock resizing = new ReentrantLock();
    private final PoolRoles roles = new PoolRoles(this::retire);
    private final Housekeeping housekeeping = new Housekeeping();
    private final LeavingPools leaving = new LeavingPools(housekeeping);
    private final PoolLimits limits;
    private final PoolEvents events;
    private final PoolFactory factory;
    private volatile boolean refusing;
    private volatile boolean closed;

    @Inject
    public ConnectionPools(DataAccessConfig config, Servers servers, Set<PoolListener> listeners) {
        this.config = config;
        this.limits = new PoolLimits(config, servers);
        this.events = new PoolEvents(listeners);
        this.factory = new PoolFactory(servers, housekeeping, events, config.monitor());
        servers.onPooler(() -> open().filter(pool -> servers.foundPoolerBefore(pool.name()))
                .forEach(pool -> {
                    pool.renew();
                    resize(pool);
                }));
        RestingPools.plan(config, housekeeping, () -> putAway(name -> RestingPools.longest(config, name)));
    }

    /**
     * The pool of that name, opened if it is not open yet. It may be put away by the time it is asked for a connection; then it says so, and is to be asked for
     * here once more.
     *
     * @throws ShuttingDownException once {@link #close} was called
     */
    public ConnectionPool get(PoolName name) {
        PoolPlace place = places.get(name);
        ConnectionPool open = place == null ? null : place.open();
        return open == null ? opened(name) : open;
    }

    private ConnectionPool opened(PoolName name) {
        while (true) {
            requireOpen(name);
            PoolPlace place = places.computeIfAbsent(name, any -> new PoolPlace());
            ConnectionPool pool = null;
            try {
                pool = place.open(() -> open(name));
            } finally {
                if (pool == null) {
                    // At its end, or never opened.
                    places.remove(name, place);
                }
            }
            if (pool != null) {
                if (closed) {
                    // It may have been opened after close() had looked.
                    close(name, place);
                    requireOpen(name);
                }
                // What was told of it before it could hear.
                resize(pool);
                roles.opened(pool);
                return pool;
            }
        }
    }

    /**
     * Takes a connection of the pool of that name, as {@link ConnectionPool#take} does, opening it if it is not open yet.
     *
     * @throws ShuttingDownException once {@link #close} was called
     */
    public PooledConnection take(
            PoolName name, TenantId tenant, int weight, Duration limit, Duration waited, boolean mustBeAlive)
            throws NoConnectionException {
        while (true) {
            if (refusing) {
                throw new ShuttingDownException(
                        "Pool " + name + " gives out no connection any more: this process is shutting down, and its"
                                + " deadline has passed",
                        ErrorContext.NONE,
                        null);
            }
            try {
                return get(name).take(tenant, weight, limit, waited, mustBeAlive);
            } catch (NoConnectionException e) {
                if (e.reason() != NoConnectionException.Reason.CLOSED) {
                    throw e;
                }
                // Closed for want of use before it could be asked, once in its rest: asked for anew it opens.
            }
        }
    }

    private void requireOpen(PoolName name) {
        if (closed) {
            throw new ShuttingDownException(
                    "Pool " + name + " is closed: this process is shutting down", ErrorContext.NONE, null);
        }
    }

    private ConnectionPool open(PoolName name) {
        TenantClassConfig tenantClass = config.settingsOf(name.tenantClass());
        if (tenantClass == null) {
            throw new IllegalArgumentException("There is no tenant class, and no door, '" + name.tenantClass() + "'");
        }
        ConnectionPool pool = factory.open(name, tenantClass, limits.of(name));
        events.opened(name, pool::status);
        return pool;
    }

    private Stream<ConnectionPool> open() {
        return places.values().stream().map(PoolPlace::open).filter(Objects::nonNull);
    }

    /** What every open pool looks like now. */
    public List<PoolStatus> statuses() {
        return open().map(ConnectionPool::status).toList();
    }

    @Override
    public void resize(TenantClassName tenantClass, PoolPurpose purpose, int max, int min) {
        resizing.lock();
        try {
            limits.change(tenantClass, purpose, max, min);
            LOG.atInfo()
                    .addKeyValue("class", tenantClass)
                    .addKeyValue("purpose", purpose.label())
                    .addKeyValue("max", max)
                    .addKeyValue("min", min)
                    .log("pools resized");
            open().filter(pool -> pool.name().tenantClass().equals(tenantClass)
                            && pool.name().purpose() == purpose)
                    .forEach(this::resize);
        } finally {
            resizing.unlock();
        }
    }

    /** One at a time, so that the size told last is the one that stays. */
    private void resize(ConnectionPool pool) {
        resizing.lock();
        try {
            PoolConfig now = limits.of(pool.name());
            pool.resize(now.max(), now.min());
        } finally {
            resizing.unlock();
        }
    }

    /** Follows every cluster from now on, as {@link #follow(TopologySnapshot)} does. */
    public void follow(Topology topology) {
        var unused = topology.onChange(this::follow);
        config.clusters().keySet().forEach(cluster -> follow(topology.current(cluster)));
    }

    /**
     * Retires the pools of nodes that left, or whose role is no longer what the pool is for. A node that was seen, and does not answer now, keeps its pools: they
     * give out nothing, and connect as soon as it answers again. An observation older than one that was seen is ignored.
     */
    public void follow(TopologySnapshot topology) {
        roles.follow(topology, this::open);
    }

    private void retire(PoolName name) {
        PoolPlace place = places.get(name);
        ConnectionPool pool = place == null
                ? null
                : place.endIf(open -> {
                    // Before whoever asks next opens another.
                    events.closed(name);
                    return true;
                });
        if (place != null) {
            places.remove(name, place);
        }
        if (pool != null) {
            LOG.atInfo().addKeyValue("pool", name).log("pool retired: its node changed its role or left");
            pool.retire();
            leaving.add(pool);
        }
    }

    /** Closes the pools that nobody has used for longer than they may rest; zero for as long as they like. */
    void putAway(Function<PoolName, Duration> longest) {
        places.forEach((name, place) -> {
            Duration rest = longest.apply(name);
            ConnectionPool rested = place.open();
            if (rested == null || !rest.isPositive() || !rested.rests(rest)) {
                return;
            }
            ConnectionPool pool = place.endIf(open -> putAway(open, rest));
            if (pool != null) {
                places.remove(name, place);
                leaving.add(pool);
            }
        });
    }

    private boolean putAway(ConnectionPool pool, Duration rest) {
        boolean away = pool.putAway(rest);
        if (away) {
            LOG.atInfo()
                    .addKeyValue("pool", pool.name())
                    .addKeyValue("closeAfter", rest)
                    .log("pool closed: nobody uses it; the next call opens it again");
            // Before whoever waits here for its end opens the next.
            events.closed(pool.name());
        }
        return away;
    }

    /** Does something again and again, on the threads that keep house, until all is closed. It has to be brief; what it throws is logged. */
    public void every(Duration interval, Runnable task) {
        housekeeping.every(interval, task);
    }

    /** Tells those who listen to pools. */
    public void heldTooLong(HeldConnection held) {
        events.heldTooLong(held);
    }

    /** Sends away whoever waits for a connection now: the process is shutting down. Whoever comes later may wait. */
    public void dismiss() {
        open().forEach(ConnectionPool::dismiss);
    }

    /** Gives out no connection any more, and sends away whoever waits for one. What is in use stays so. */
    public void refuse() {
        refusing = true;
        open().forEach(ConnectionPool::refuse);
    }

    /** Closes every pool and the scheduler. */
    public void close() {
        closed = true;
        places.forEach(this::close);
        leaving.closeAll();
        housekeeping.end();
    }

    private void close(PoolName name, PoolPlace place) {
        ConnectionPool pool = place.end();
        places.remove(name, place);
        if (pool != null) {
            pool.close();
            events.closed(name);
            LOG.atInfo().addKeyValue("pool", name).log("pool closed");
        }
    }
}
