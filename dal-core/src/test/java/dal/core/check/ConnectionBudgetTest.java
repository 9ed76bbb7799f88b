package dal.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.BudgetConfig;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.PoolConfig;
import dal.config.PoolsConfig;
import dal.config.RoutingConfig;
import dal.config.Secret;
import dal.config.ShutdownConfig;
import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.config.TenantTableConfig;
import dal.config.TenantsConfig;
import dal.config.TlsConfig;
import dal.config.UnscopedConfig;
import dal.consistency.Consistency;
import dal.core.check.ConnectionBudget.Room;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final ClusterName OTHER = ClusterName.of("other");
    private static final int NONE = Integer.MAX_VALUE;

    private static TenantClassConfig tenantClass(
            String name, ClusterName cluster, int primary, int fallback, int replica) {
        PoolsConfig pools = new PoolsConfig(
                PoolConfig.DEFAULT.withSize(primary, 0),
                PoolConfig.DEFAULT.withSize(fallback, 0),
                PoolConfig.DEFAULT.withSize(replica, 0));
        return new TenantClassConfig(
                TenantClassName.of(name),
                cluster,
                TenantIsolation.none(),
                pools,
                Consistency.strong(),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                false);
    }

    private static NodeConfig node(String host, String database) {
        return new NodeConfig(
                NodeName.of("primary"),
                new ConnectionConfig(host, 5432, database, "u", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of()));
    }

    private static @Nullable Finding compare(int instances, Room room) {
        return compare(instances, "elsewhere", null, room);
    }

    private static @Nullable Finding compare(
            int instances, String otherHost, @Nullable TenantTableConfig table, Room room) {
        DataAccessConfig config = new DataAccessConfig(
                "test",
                Map.of(
                        MAIN, new ClusterConfig(MAIN, List.of(node("h", "d")), null),
                        OTHER, new ClusterConfig(OTHER, List.of(node(otherHost, "other")), null)),
                Stream.of(
                                tenantClass("a", MAIN, 20, 5, 30),
                                tenantClass("b", MAIN, 10, 2, 10),
                                tenantClass("c", OTHER, 1000, 1000, 1000))
                        .collect(Collectors.toMap(TenantClassConfig::name, one -> one)),
                new TenantsConfig(Map.of(), null, table),
                MonitorConfig.DEFAULT,
                RoutingConfig.DEFAULT,
                Map.of(
                        TenantClassName.of("jobs"),
                        new UnscopedConfig(tenantClass("jobs", MAIN, 2, 1, 2), "jobs", Secret.NONE)),
                new BudgetConfig(instances, Strictness.ENFORCE),
                ShutdownConfig.within(Duration.ofSeconds(1)));
        return new ConnectionBudget(config).compare(MAIN, "h:5432", room);
    }

    @Test
    void countsEachNodeAsWhatItCouldBecome() {
        // a 30 as a replica, b 12 as the primary, jobs 3, and the monitor.
        assertThat(compare(1, new Room(46, 0, NONE, NONE))).isNull();
        assertThat(compare(1, new Room(45, 0, NONE, NONE))).isNotNull();
    }

    @Test
    void countsEveryProcessAndWhatIsReserved() {
        assertThat(compare(2, new Room(97, 5, NONE, NONE))).isNull();
        assertThat(compare(2, new Room(96, 5, NONE, NONE))).isNotNull();
    }

    @Test
    void countsTheLimitsOfRoleAndDatabase() {
        assertThat(compare(1, new Room(500, 3, 45, NONE))).isNotNull();
        assertThat(compare(1, new Room(500, 3, NONE, 42))).isNotNull();
        assertThat(compare(1, new Room(500, 3, 46, 43)))
                .as("the door logs in as another role")
                .isNull();
    }

    @Test
    void countsClustersThatAreDatabasesOfOneServerTogether() {
        // 46 as above, and 2000 and a monitor.
        assertThat(compare(1, "H", null, new Room(2047, 0, NONE, NONE))).isNull();
        Finding over = Objects.requireNonNull(compare(1, "H", null, new Room(2046, 0, NONE, NONE)));
        assertThat(over.message())
                .startsWith("1 process x (a 30 + b 12 + c 2000 + jobs 3 + monitors 2) may open 2047 connections");
        assertThat(compare(1, "H", null, new Room(2047, 0, 46, 46)))
                .as("a database and a role are one cluster's")
                .isNull();
    }

    @Test
    void countsWhoeverListensToTheTenantTable() {
        TenantTableConfig table = new TenantTableConfig(
                TenantClassName.of("jobs"),
                TenantTableConfig.DEFAULT_TABLE,
                TenantTableConfig.DEFAULT_REFRESH,
                TenantTableConfig.DEFAULT_CHANNEL);
        assertThat(compare(1, "elsewhere", table, new Room(47, 0, NONE, NONE))).isNull();
        assertThat(Objects.requireNonNull(compare(1, "elsewhere", table, new Room(46, 0, NONE, NONE)))
                        .message())
                .contains("jobs 3 + tenant catalog 1 + monitor 1)");
    }

    @Test
    void showsTheSum() {
        Finding over = Objects.requireNonNull(compare(3, new Room(100, 3, NONE, 90)));
        assertThat(over.message())
                .startsWith("3 processes x (a 30 + b 12 + jobs 3 + monitor 1) may open 138 connections, and the server"
                        + " has 90 (max_connections 100 - 3 reserved, the role's limit 90 without doors) for them");
        assertThat(over.strictness()).isEqualTo(Strictness.ENFORCE);
    }
}
