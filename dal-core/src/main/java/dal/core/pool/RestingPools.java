package dal.core.pool;

import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.config.UnscopedConfig;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How long a pool may rest, and how often that is looked after. */
final class RestingPools {

    private static final Duration SELDOMEST = Duration.ofSeconds(30);
    private static final Duration MOST_OFTEN = Duration.ofMillis(10);

    /** A pool is closed after its time and up to this share of it. */
    private static final int LOOKS = 4;

    private RestingPools() {}

    /** Has {@code look} run as often as the class whose pools rest the shortest needs it; not at all where none is ever closed. */
    static void plan(DataAccessConfig config, ScheduledExecutorService housekeeping, Runnable look) {
        Stream.concat(config.classes().keySet().stream(), config.unscoped().keySet().stream())
                .map(name -> longest(config, name))
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .map(RestingPools::pause)
                .ifPresent(pause -> {
                    var unused = housekeeping.scheduleWithFixedDelay(
                            look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
                });
    }

    private static Duration pause(Duration shortest) {
        Duration share = shortest.dividedBy(LOOKS);
        return share.compareTo(SELDOMEST) > 0 ? SELDOMEST : share.compareTo(MOST_OFTEN) < 0 ? MOST_OFTEN : share;
    }

    /** How long a pool may rest; zero for as long as it likes. */
    static Duration longest(DataAccessConfig config, PoolName pool) {
        return longest(config, pool.tenantClass());
    }

    private static Duration longest(DataAccessConfig config, TenantClassName name) {
        TenantClassConfig tenantClass = config.classes().get(name);
        UnscopedConfig door = config.unscoped().get(name);
        TenantClassConfig settings = tenantClass != null || door == null ? tenantClass : door.settings();
        return settings == null || settings.eager()
                ? Duration.ZERO
                : settings.pools().closeAfter();
    }
}
