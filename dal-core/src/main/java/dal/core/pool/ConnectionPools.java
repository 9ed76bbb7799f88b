package dal.core.pool;

import dal.cluster.PoolPurpose;
import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.error.ErrorContext;
import dal.error.ShuttingDownException;
import dal.spi.NodeState;
import dal.spi.PoolListener;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import dal.status.PoolName;
import dal.status.PoolStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every pool there is, by name. A pool is opened when it is first asked for, once, whoever asks; it is retired when its node no longer plays the role it was
 * opened for. One small scheduler keeps house for all of them. Thread-safe.
 */
@Singleton
public final class ConnectionPools {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPools.class);
    private static final long RETIRED_CHECK_MILLIS = 500;
    private static final long LONGEST_CLOSING_SECONDS = 5;

    private final DataAccessConfig config;
    private final Set<PoolListener> listeners;
    private final Map<PoolName, ConnectionPool> pools = new ConcurrentHashMap<>();
    private final Set<ConnectionPool> retired = ConcurrentHashMap.newKeySet();
    private final NodeWatch watch = new NodeWatch();

    /** Retired, and their nodes still play another role: whoever was sent there before is late. Guarded by the watch. */
    private final Set<PoolName> outlived = new HashSet<>();

    private final ScheduledThreadPoolExecutor housekeeping = housekeeping();
    private final PoolFactory factory;
    private volatile boolean closed;

    @Inject
    public ConnectionPools(DataAccessConfig config, Servers servers, Set<PoolListener> listeners) {
        this.config = config;
        this.listeners = Set.copyOf(listeners);
        this.factory = new PoolFactory(servers, housekeeping, config.monitor());
    }

    private static ScheduledThreadPoolExecutor housekeeping() {
        AtomicInteger threads = new AtomicInteger();
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                2, work -> new HousekeepingThread(work, "dal-pools-" + threads.getAndIncrement()));
        // What was planned for a connection goes with it.
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /**
     * The pool of that name, opened if it is not open yet.
     *
     * @throws ShuttingDownException once {@link #close} was called
     */
    public ConnectionPool get(PoolName name) {
        ConnectionPool open = pools.get(name);
        if (open != null) {
            return open;
        }
        requireOpen(name);
        ConnectionPool opened = pools.computeIfAbsent(name, this::open);
        if (closed) {
            // It may have been opened after close() had looked.
            close(opened);
            requireOpen(name);
        }
        synchronized (watch) {
            if (outlived.contains(name)) {
                retire(name);
            } else if (watch.isLost(name.cluster(), name.node())) {
                opened.lost();
            }
        }
        return opened;
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
        ConnectionPool pool = factory.open(name, tenantClass);
        tell(listener -> listener.opened(name, pool::status));
        return pool;
    }

    /** What every open pool looks like now. */
    public List<PoolStatus> statuses() {
        return pools.values().stream().map(ConnectionPool::status).toList();
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
        synchronized (watch) {
            if (!watch.observe(topology)) {
                return;
            }
            outlived.removeIf(name ->
                    name.cluster().equals(topology.cluster()) && (!isMember(name, topology) || serves(name, topology)));
            for (ConnectionPool pool : List.copyOf(pools.values())) {
                if (pool.name().cluster().equals(topology.cluster())) {
                    follow(pool, topology);
                }
            }
        }
    }

    private void follow(ConnectionPool pool, TopologySnapshot topology) {
        PoolName name = pool.name();
        if (!serves(name, topology)) {
            if (isMember(name, topology)) {
                outlived.add(name);
            }
            retire(name);
        } else if (watch.isLost(name.cluster(), name.node())) {
            pool.lost();
        } else {
            pool.found();
        }
    }

    private static boolean isMember(PoolName name, TopologySnapshot topology) {
        return topology.node(name.node()).isPresent();
    }

    private static boolean serves(PoolName name, TopologySnapshot topology) {
        return topology.node(name.node())
                .map(node -> serves(node, name.purpose()))
                .orElse(false);
    }

    private static boolean serves(NodeState node, PoolPurpose purpose) {
        return switch (node.role()) {
            case UNKNOWN -> true;
            case FENCED -> false;
            case PRIMARY -> purpose != PoolPurpose.REPLICA;
            case REPLICA -> purpose == PoolPurpose.REPLICA;
        };
    }

    private void retire(PoolName name) {
        ConnectionPool pool = pools.remove(name);
        if (pool != null) {
            LOG.atInfo().addKeyValue("pool", name).log("pool retired: its node changed its role or left");
            retired.add(pool);
            pool.retire();
            closeWhenUnused(pool, 0);
        }
    }

    /** Not on the caller's thread: closing waits for what the pool has under way. */
    private void closeWhenUnused(ConnectionPool pool, long delayMillis) {
        try {
            var unused = housekeeping.schedule(
                    () -> {
                        if (pool.status().active() == 0) {
                            closeRetired(pool);
                        } else {
                            closeWhenUnused(pool, RETIRED_CHECK_MILLIS);
                        }
                    },
                    delayMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // All pools are being closed.
            closeRetired(pool);
        }
    }

    private void closeRetired(ConnectionPool pool) {
        if (retired.remove(pool)) {
            pool.close();
            tell(listener -> listener.closed(pool.name()));
        }
    }

    /** Closes every pool and the scheduler. */
    public void close() {
        closed = true;
        List.copyOf(pools.values()).forEach(this::close);
        List.copyOf(retired).forEach(this::closeRetired);
        housekeeping.shutdown();
        try {
            // It may be closing a retired pool.
            if (!housekeeping.awaitTermination(LONGEST_CLOSING_SECONDS, TimeUnit.SECONDS)) {
                housekeeping.shutdownNow();
            }
        } catch (InterruptedException e) {
            housekeeping.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void close(ConnectionPool pool) {
        if (pools.remove(pool.name(), pool)) {
            pool.close();
            tell(listener -> listener.closed(pool.name()));
            LOG.atInfo().addKeyValue("pool", pool.name()).log("pool closed");
        }
    }

    private void tell(Consumer<PoolListener> news) {
        for (PoolListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("listener", listener.getClass().getName())
                        .log("pool listener failed");
            }
        }
    }
}
