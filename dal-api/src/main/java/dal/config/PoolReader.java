package dal.config;

import dal.config.ConnectionParts.Told;
import java.time.Duration;
import java.util.List;

/**
 * Reads the limits of a class's pools. Where nothing is said, a pool is limited by what the URLs of its nodes say: {@code connection_limit}, {@code
 * pool_timeout}, and five connections through a pooler.
 */
final class PoolReader {

    private final int usualMax;
    private final int usualMin;

    /** For a class: as many connections as {@link PoolConfig#DEFAULT} has. */
    PoolReader() {
        this(PoolConfig.DEFAULT.max(), PoolConfig.DEFAULT.min());
    }

    /** @param usualMax most connections where nothing is said */
    PoolReader(int usualMax, int usualMin) {
        this.usualMax = usualMax;
        this.usualMin = usualMin;
    }

    PoolsConfig read(Section pools, ConnectionParts primaryUrl, List<ConnectionParts> replicaUrls) {
        PoolConfig primary =
                read(pools.section("primary"), PoolConfig.DEFAULT, List.of(primaryUrl), usualMax, usualMin);
        int quarter = Math.max(1, primary.max() / 4);
        // A limit of the URL bounds the primary's own pool; the small one beside it has its size from that.
        PoolConfig fallback =
                read(pools.section("fallback"), PoolConfig.DEFAULT, List.of(timeoutOnly(primaryUrl)), quarter, 0);
        PoolConfig replica = read(pools.section("replica"), PoolConfig.DEFAULT, replicaUrls, usualMax, usualMin);
        Duration closeAfter = pools.duration("close-after", PoolsConfig.DEFAULT_CLOSE_AFTER);
        Duration busyPoll = pools.duration("busy-poll", PoolsConfig.DEFAULT_BUSY_POLL);
        pools.finish();
        return pools.checked(
                PoolsConfig.faults(closeAfter, busyPoll),
                () -> new PoolsConfig(primary, fallback, replica, closeAfter, busyPoll),
                PoolsConfig.DEFAULT);
    }

    private static ConnectionParts timeoutOnly(ConnectionParts url) {
        ConnectionParts timeout = new ConnectionParts();
        Told told = url.get(ConnectionPart.POOL_TIMEOUT);
        timeout.put(ConnectionPart.POOL_TIMEOUT, told == null ? null : told.value(), told == null ? "" : told.source());
        return timeout;
    }

    private PoolConfig read(
            Section section, PoolConfig defaults, List<ConnectionParts> urls, int defaultMax, int defaultMin) {
        int max = section.integer("max", maxOf(urls, defaultMax));
        boolean chosen = section.text("max") != null || EnvironmentLayer.least(urls, ConnectionPart.POOL_MAX) != null;
        boolean byDefault = !chosen && max == defaults.max();
        int min = section.integer("min", Math.max(0, Math.min(defaultMin, max)));
        Duration acquire = section.duration("acquire-timeout", timeoutOf(urls, defaults.acquireTimeout()));
        Duration idle = section.duration("idle-timeout", defaults.idleTimeout());
        Duration lifetime = section.duration("max-lifetime", defaults.maxLifetime());
        Duration keepalive = section.duration("keepalive", defaults.keepalive());
        section.finish();
        return section.checked(
                PoolConfig.faults(max, min, acquire, idle, lifetime, keepalive),
                () -> new PoolConfig(max, min, acquire, idle, lifetime, keepalive, byDefault),
                defaults);
    }

    private static int maxOf(List<ConnectionParts> urls, int otherwise) {
        Told limit = EnvironmentLayer.least(urls, ConnectionPart.POOL_MAX);
        if (limit != null) {
            return Integer.parseInt(limit.value());
        }
        boolean pooler = urls.stream().anyMatch(url -> "true".equalsIgnoreCase(url.value(ConnectionPart.POOLER)));
        return pooler ? Math.min(PoolConfig.DEFAULT_MAX_THROUGH_POOLER, otherwise) : otherwise;
    }

    private static Duration timeoutOf(List<ConnectionParts> urls, Duration otherwise) {
        Told seconds = EnvironmentLayer.least(urls, ConnectionPart.POOL_TIMEOUT);
        return seconds == null ? otherwise : Duration.ofSeconds(Integer.parseInt(seconds.value()));
    }
}
