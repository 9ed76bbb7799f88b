package dal.core.pool;

import dal.error.PoolExhaustedException;
import dal.spi.PoolListener;
import dal.spi.PoolListener.Removal;
import dal.status.HeldConnection;
import dal.status.PoolName;
import dal.status.PoolStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of pools. Whatever one throws is swallowed, and logged once. What every call raises goes only to listeners that override it, and nothing is
 * allocated for it. Thread-safe.
 */
final class PoolEvents {

    private static final Logger LOG = LoggerFactory.getLogger(PoolEvents.class);

    private final PoolListener[] listeners;
    private final PoolListener[] ofAcquiring;
    private final PoolListener[] ofReleasing;
    private final Set<PoolListener> failed = ConcurrentHashMap.newKeySet();

    PoolEvents(Set<PoolListener> listeners) {
        this.listeners = listeners.toArray(PoolListener[]::new);
        this.ofAcquiring = overriding("acquired");
        this.ofReleasing = overriding("released");
    }

    private PoolListener[] overriding(String method) {
        return Arrays.stream(listeners)
                .filter(listener -> overrides(listener, method))
                .toArray(PoolListener[]::new);
    }

    private static boolean overrides(PoolListener listener, String method) {
        try {
            return listener.getClass()
                            .getMethod(method, PoolName.class, long.class)
                            .getDeclaringClass()
                    != PoolListener.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether anybody wants to know of each call: only then is it worth looking at the clock. */
    boolean tellsOfCalls() {
        return ofAcquiring.length + ofReleasing.length > 0;
    }

    void acquired(PoolName pool, long waitedNanos) {
        for (PoolListener listener : ofAcquiring) {
            try {
                listener.acquired(pool, waitedNanos);
            } catch (RuntimeException | Error e) {
                swallowed(listener, e);
            }
        }
    }

    void released(PoolName pool, long usedNanos) {
        for (PoolListener listener : ofReleasing) {
            try {
                listener.released(pool, usedNanos);
            } catch (RuntimeException | Error e) {
                swallowed(listener, e);
            }
        }
    }

    void opened(PoolName pool, Supplier<PoolStatus> status) {
        tell(listener -> listener.opened(pool, status));
    }

    void closed(PoolName pool) {
        tell(listener -> listener.closed(pool));
    }

    void connected(PoolName pool, Duration took) {
        tell(listener -> listener.connected(pool, took));
    }

    void connectFailed(PoolName pool, @Nullable String sqlState) {
        tell(listener -> listener.connectFailed(pool, sqlState));
    }

    void refused(PoolName pool, PoolExhaustedException.Reason why) {
        tell(listener -> listener.refused(pool, why));
    }

    void heldTooLong(HeldConnection held) {
        tell(listener -> listener.heldTooLong(held));
    }

    void removed(PoolName pool, Removal why) {
        tell(listener -> listener.removed(pool, why));
    }

    private void tell(Consumer<PoolListener> news) {
        for (PoolListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error e) {
                swallowed(listener, e);
            }
        }
    }

    private void swallowed(PoolListener listener, Throwable failure) {
        if (failed.add(listener)) {
            LOG.atWarn()
                    .setCause(failure)
                    .addKeyValue("listener", listener.getClass().getName())
                    .log("pool listener failed; further failures of it are not logged");
        }
    }
}
