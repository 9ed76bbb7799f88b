package dal.config;

import dal.cluster.ClusterName;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.time.Duration;
import java.util.Objects;

/**
 * One tenant class.
 *
 * @param name what it is called
 * @param cluster where its tenants live
 * @param isolation how they are kept apart
 * @param pools the limits of its pools
 * @param consistency how fresh a read is where neither a session nor the call says so; anything but a token's
 * @param statementTimeout the longest a statement may run on the server; zero for no limit
 * @param queryTimeout the longest the client waits for a statement before it cancels it; zero for no limit
 * @param slowQueryThreshold from when on a statement is logged as slow; zero for never
 * @param eager whether its pools are opened at start rather than on first use
 * @param admission how its tenants share a pool
 * @param checks what is checked of their isolation
 */
public record TenantClassConfig(
        TenantClassName name,
        ClusterName cluster,
        TenantIsolation isolation,
        PoolsConfig pools,
        Consistency consistency,
        Duration statementTimeout,
        Duration queryTimeout,
        Duration slowQueryThreshold,
        boolean eager,
        AdmissionConfig admission,
        IsolationChecks checks) {

    /** The setting that row-level security reads where nothing else is said. */
    public static final String DEFAULT_SETTING = "app.tenant_id";

    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration DEFAULT_SLOW_QUERY_THRESHOLD = Duration.ofMillis(500);

    public TenantClassConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(isolation, "isolation");
        Objects.requireNonNull(pools, "pools");
        Objects.requireNonNull(admission, "admission");
        Objects.requireNonNull(checks, "checks");
        boolean ofToken = consistency instanceof Consistency.AtLeast
                || (consistency instanceof Consistency.BoundedStaleness bound && bound.seen() != null);
        if (ofToken) {
            throw new IllegalArgumentException(
                    "A class's own consistency is strong, eventual or a bound of staleness, not a token's");
        }
        requireNotNegative("statement-timeout", statementTimeout);
        requireNotNegative("query-timeout", queryTimeout);
        requireNotNegative("slow-query-threshold", slowQueryThreshold);
    }

    /** With the default admission and checks. */
    public TenantClassConfig(
            TenantClassName name,
            ClusterName cluster,
            TenantIsolation isolation,
            PoolsConfig pools,
            Consistency consistency,
            Duration statementTimeout,
            Duration queryTimeout,
            Duration slowQueryThreshold,
            boolean eager) {
        this(
                name,
                cluster,
                isolation,
                pools,
                consistency,
                statementTimeout,
                queryTimeout,
                slowQueryThreshold,
                eager,
                AdmissionConfig.DEFAULT,
                IsolationChecks.DEFAULT);
    }

    /** A class with every default: row-level security by {@code app.tenant_id}, eventual reads. */
    public static TenantClassConfig of(TenantClassName name, ClusterName cluster) {
        return new TenantClassConfig(
                name,
                cluster,
                TenantIsolation.rowLevelSecurity(DEFAULT_SETTING),
                PoolsConfig.DEFAULT,
                Consistency.eventual(),
                DEFAULT_STATEMENT_TIMEOUT,
                Duration.ZERO,
                DEFAULT_SLOW_QUERY_THRESHOLD,
                false);
    }

    private static void requireNotNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " may not be negative: " + value);
        }
    }
}
