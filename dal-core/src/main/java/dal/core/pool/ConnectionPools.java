package dal.core.pool;

import dal.cluster.PoolPurpose;
import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.error.ErrorContext;
import dal.error.ShuttingDownException;
import dal.spi.NodeState;
import dal.spi.PoolListener;
import dal.spi.TopologySnapshot;
import dal.status.PoolName;
import dal.status.PoolStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    private final DataAccessConfig config;
    private final Set<PoolListener> listeners;
    private final Map<PoolName, ConnectionPool> pools = new ConcurrentHashMap<>();
    private final Set<ConnectionPool> retired = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService housekeeping = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("dal-pools-", 0).factory());
    private final PoolFactory factory;
    private volatile boolean closed;

    @Inject
    public ConnectionPools(DataAccessConfig config, Servers servers, Set<PoolListener> listeners) {
        this.config = config;
        this.listeners = Set.copyOf(listeners);
        this.factory = new PoolFactory(servers, housekeeping);
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
        return opened;
    }

    private void requireOpen(PoolName name) {
        if (closed) {
            throw new ShuttingDownException(
                    "Pool " + name + " is closed: this process is shutting down", ErrorContext.NONE, null);
        }
    }

    private ConnectionPool open(PoolName name) {
        TenantClassConfig tenantClass = config.classes().get(name.tenantClass());
        if (tenantClass == null) {
            throw new IllegalArgumentException("There is no tenant class '" + name.tenantClass() + "'");
        }
        ConnectionPool pool = factory.open(name, tenantClass);
        tell(listener -> listener.opened(name, pool::status));
        return pool;
    }

    /** What every open pool looks like now. */
    public List<PoolStatus> statuses() {
        return pools.values().stream().map(ConnectionPool::status).toList();
    }

    /** Retires the pools of nodes that left, or whose role is no longer what the pool is for. A node that does not answer keeps its pools. */
    public void follow(TopologySnapshot topology) {
        for (PoolName name : List.copyOf(pools.keySet())) {
            if (name.cluster().equals(topology.cluster())
                    && !topology.node(name.node())
                            .map(node -> serves(node, name.purpose()))
                            .orElse(false)) {
                retire(name);
            }
        }
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
            closeWhenUnused(pool);
        }
    }

    private void closeWhenUnused(ConnectionPool pool) {
        if (pool.status().active() == 0) {
            closeRetired(pool);
        } else {
            var unused =
                    housekeeping.schedule(() -> closeWhenUnused(pool), RETIRED_CHECK_MILLIS, TimeUnit.MILLISECONDS);
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
        housekeeping.shutdownNow();
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
