package dal.telemetry.health;

import dal.spi.PoolListener;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.PoolName;
import dal.status.PoolStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What an operator should know of pools: one that is nearly used up ({@value #WARNING_PERCENT} % warns, {@value #CRITICAL_PERCENT} % is critical, and then
 * alone), and one that calls wait for. It keeps its own list of pools, since the manager asks it while it makes its status. Thread-safe.
 */
public final class PoolAlerts implements PoolListener, StatusContributor {

    /** A pool is nearly used up. */
    public static final String UTILISATION = "pool_utilisation";

    /** Calls wait for a pool. */
    public static final String WAITERS = "pool_waiters";

    static final int WARNING_PERCENT = 80;
    static final int CRITICAL_PERCENT = 90;

    private final ConcurrentHashMap<PoolName, Supplier<PoolStatus>> pools = new ConcurrentHashMap<>();

    @Override
    public void opened(PoolName pool, Supplier<PoolStatus> status) {
        pools.put(pool, status);
    }

    @Override
    public void closed(PoolName pool) {
        pools.remove(pool);
    }

    @Override
    public List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        for (Supplier<PoolStatus> pool : pools.values()) {
            addAlerts(alerts, pool.get());
        }
        return alerts;
    }

    private static void addAlerts(List<Alert> alerts, PoolStatus pool) {
        int percent = utilisationPercent(pool);
        if (percent >= WARNING_PERCENT) {
            boolean critical = percent >= CRITICAL_PERCENT;
            alerts.add(new Alert(
                    UTILISATION,
                    critical ? Alert.Severity.CRITICAL : Alert.Severity.WARNING,
                    pool.name().toString(),
                    pool.active() + " of " + pool.max() + " connections are in use, " + percent
                            + " %: from " + (critical ? CRITICAL_PERCENT : WARNING_PERCENT) + " % on it is "
                            + (critical ? "critical" : "worth a warning")));
        }
        if (pool.waiting() > 0) {
            alerts.add(new Alert(
                    WAITERS,
                    Alert.Severity.WARNING,
                    pool.name().toString(),
                    pool.waiting() + " calls wait for one of " + pool.max() + " connections"));
        }
    }

    /** Connections in use, in per cent of the most allowed, rounded down. */
    static int utilisationPercent(PoolStatus pool) {
        return pool.max() == 0 ? 0 : (int) (100L * pool.active() / pool.max());
    }
}
