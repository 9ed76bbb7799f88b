package dal.telemetry;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.ShutdownConfig;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.config.TlsConfig;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ErrorContext;
import dal.error.TimedOutException;
import dal.spi.Execution;
import dal.spi.Execution.Kind;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tests of this module watch. */
public final class Executions {

    public static final TenantId TENANT = TenantId.of("acme-tenant");
    public static final TenantClassName STANDARD = TenantClassName.of("standard");
    public static final ClusterName MAIN = ClusterName.of("main");
    public static final NodeName REPLICA = NodeName.of("replica-1");
    public static final String SELECT =
            "select \"public\".\"orders\".\"id\" from \"public\".\"orders\" where \"public\".\"orders\".\"id\" = ?";

    private Executions() {}

    public static Execution statement(String sql) {
        return of(Kind.STATEMENT, sql);
    }

    public static Execution of(Kind kind, @Nullable String sql) {
        return new Execution(
                kind,
                TENANT,
                STANDARD,
                MAIN,
                REPLICA,
                "db-2.internal",
                6543,
                "shop",
                Role.REPLICA,
                RouteReason.EVENTUAL_READ,
                sql,
                null);
    }

    /** The statement once more, on that node. */
    public static Execution again(Kind kind, NodeName node, Role role, RouteReason reason) {
        return new Execution(
                kind, TENANT, STANDARD, MAIN, node, node + ".internal", 6543, "shop", role, reason, SELECT, null);
    }

    /** Of a statement that was tried that often, the last time on that node. */
    public static Outcome answered(int attempts, NodeName node) {
        return new Ended(Duration.ofMillis(30).toNanos(), 0, 3, null, null, attempts, node);
    }

    public static Outcome success(Duration duration) {
        return new Ended(duration.toNanos(), Duration.ofMillis(2).toNanos(), 3, null, null);
    }

    public static Outcome failure(Throwable error, @Nullable String sqlState) {
        return new Ended(Duration.ofMillis(7).toNanos(), 0, -1, error, sqlState);
    }

    public static TimedOutException timedOut() {
        return new TimedOutException("The statement ran longer than 30 s", ErrorContext.of(TENANT, STANDARD), null);
    }

    public static CommitOutcomeUnknownException commitLost() {
        return new CommitOutcomeUnknownException(
                "The answer to COMMIT was lost", ErrorContext.of(TENANT, STANDARD), null);
    }

    /** One cluster of one node, one class with that threshold. */
    public static DataAccessConfig config(Duration slowQueryThreshold) {
        TenantClassConfig defaults = TenantClassConfig.of(STANDARD, MAIN);
        TenantClassConfig tenantClass = new TenantClassConfig(
                STANDARD,
                MAIN,
                defaults.isolation(),
                defaults.pools(),
                defaults.consistency(),
                defaults.statementTimeout(),
                defaults.queryTimeout(),
                slowQueryThreshold,
                false);
        ConnectionConfig connection = new ConnectionConfig(
                "db-2.internal", 6543, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of());
        return new DataAccessConfig(
                "test",
                Map.of(MAIN, new ClusterConfig(MAIN, List.of(new NodeConfig(REPLICA, connection)), null)),
                Map.of(STANDARD, tenantClass),
                new TenantsConfig(Map.of(), STANDARD),
                MonitorConfig.DEFAULT,
                ShutdownConfig.within(Duration.ofSeconds(1)));
    }

    public static PoolName pool(PoolPurpose purpose) {
        return new PoolName(STANDARD, MAIN, REPLICA, purpose);
    }

    public static PoolStatus pool(int max, int active, int waiting) {
        return new PoolStatus(pool(PoolPurpose.REPLICA), max, active + 1, active, 1, waiting);
    }
}
