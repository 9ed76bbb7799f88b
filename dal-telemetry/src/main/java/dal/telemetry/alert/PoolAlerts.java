package dal.telemetry.alert;

import dal.cluster.PoolPurpose;
import dal.spi.PoolListener;
import dal.status.Alert;
import dal.status.Alert.Severity;
import dal.status.PoolName;
import dal.status.PoolStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should know of pools: one that is nearly used up, at one severity and not at both; calls that wait; a connection that does not come back. It
 * keeps its own list of pools, since the manager asks for alerts while it makes its status. Thread-safe.
 */
public final class PoolAlerts implements PoolListener {

    /** A pool is nearly used up. */
    public static final String UTILISATION = "pool_utilisation";

    /** The pool for reads that no replica could answer is nearly used up: the next ones are refused, and the primary is spared. */
    public static final String FALLBACK_BUDGET = "fallback_budget";

    /** Calls wait for a pool. */
    public static final String WAITERS = "pool_waiters";

    private final AlertConfig config;
    private final ConcurrentHashMap<PoolName, Supplier<PoolStatus>> pools = new ConcurrentHashMap<>();

    public PoolAlerts(AlertConfig config) {
        this.config = config;
    }

    @Override
    public void opened(PoolName pool, Supplier<PoolStatus> status) {
        pools.put(pool, status);
    }

    @Override
    public void closed(PoolName pool) {
        pools.remove(pool);
    }

    /** @param raised what is an alert now, by name and subject */
    List<Condition> conditions(Raised raised) {
        List<Condition> found = new ArrayList<>();
        for (Supplier<PoolStatus> pool : pools.values()) {
            add(found, pool.get(), raised);
        }
        return found;
    }

    private void add(List<Condition> found, PoolStatus pool, Raised raised) {
        String subject = pool.name().toString();
        String name = pool.name().purpose() == PoolPurpose.FALLBACK ? FALLBACK_BUDGET : UTILISATION;
        int percent = utilisationPercent(pool);
        Severity severity = severity(percent, raised.severity(name, subject));
        if (severity != null) {
            add(
                    found,
                    new Alert(
                            name,
                            severity,
                            subject,
                            pool.active() + " of " + pool.max() + " connections are in use, " + percent + " %: from "
                                    + (severity == Severity.CRITICAL
                                            ? config.criticalPercent() + " % on it is critical"
                                            : config.warningPercent() + " % on it is worth a warning")));
        }
        if (pool.waiting() > 0) {
            add(
                    found,
                    new Alert(
                            WAITERS,
                            Severity.WARNING,
                            subject,
                            pool.waiting() + " calls wait for one of " + pool.max() + " connections"));
        }
    }

    private void add(List<Condition> found, Alert alert) {
        found.add(new Condition(alert, config.raiseAfter(), config.poolHold(), true));
    }

    /** What was reached counts until it is lower by the margin. */
    private @Nullable Severity severity(int percent, @Nullable Severity now) {
        int margin = config.marginPercent();
        if (percent >= config.criticalPercent() - (now == Severity.CRITICAL ? margin : 0)) {
            return Severity.CRITICAL;
        }
        return percent >= config.warningPercent() - (now == null ? 0 : margin) ? Severity.WARNING : null;
    }

    /** Connections in use, in per cent of the most allowed, rounded down. */
    public static int utilisationPercent(PoolStatus pool) {
        return pool.max() == 0 ? 0 : (int) (100L * pool.active() / pool.max());
    }

    /** What is an alert now. */
    interface Raised {

        /** How severe; null for no alert. */
        @Nullable
        Severity severity(String name, String subject);
    }
}
