package dal.core.pool;

import dal.cluster.PoolPurpose;
import dal.config.DataAccessConfig;
import dal.config.PoolConfig;
import dal.config.TenantClassConfig;
import dal.config.UnscopedConfig;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The limits of pools: as configured, with the sizes that were changed since. Thread-safe. */
final class PoolLimits {

    private record Kind(TenantClassName tenantClass, PoolPurpose purpose) {}

    private final DataAccessConfig config;
    private final Map<Kind, PoolConfig> changed = new ConcurrentHashMap<>();

    private final Servers servers;

    PoolLimits(DataAccessConfig config, Servers servers) {
        this.config = config;
        this.servers = servers;
    }

    /**
     * What holds for a pool now. A pooler that was found shrinks pools whose size nobody chose, as one that is declared does.
     *
     * @throws IllegalArgumentException if there is no such class
     */
    PoolConfig of(PoolName name) {
        PoolConfig now = of(name.tenantClass(), name.purpose());
        int most = PoolConfig.DEFAULT_MAX_THROUGH_POOLER;
        return now.sizeByDefault() && servers.foundPoolerBefore(name)
                ? now.withSize(most, Math.min(now.min(), most))
                : now;
    }

    private PoolConfig of(TenantClassName tenantClass, PoolPurpose purpose) {
        PoolConfig now = changed.get(new Kind(tenantClass, purpose));
        return now == null ? settings(tenantClass).pools().of(purpose) : now;
    }

    /** @throws IllegalArgumentException if there is no such class, or the sizes cannot be met */
    void change(TenantClassName tenantClass, PoolPurpose purpose, int max, int min) {
        changed.put(
                new Kind(tenantClass, purpose),
                settings(tenantClass).pools().of(purpose).withSize(max, min));
    }

    private TenantClassConfig settings(TenantClassName name) {
        TenantClassConfig tenantClass = config.classes().get(name);
        if (tenantClass != null) {
            return tenantClass;
        }
        UnscopedConfig door = config.unscoped().get(name);
        if (door == null) {
            throw new IllegalArgumentException("There is no tenant class '" + name + "', only "
                    + config.classes().keySet() + " and the doors "
                    + config.unscoped().keySet());
        }
        return door.settings();
    }
}
