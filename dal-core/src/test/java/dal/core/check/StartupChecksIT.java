package dal.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.AdmissionConfig;
import dal.config.BudgetConfig;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.IsolationChecks;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.PoolConfig;
import dal.config.PoolsConfig;
import dal.config.RoutingConfig;
import dal.config.Secret;
import dal.config.ShutdownConfig;
import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.config.TlsConfig;
import dal.consistency.Consistency;
import dal.core.pool.ConfiguredNodes;
import dal.core.pool.Servers;
import dal.core.testkit.FixedRouting;
import dal.error.ErrorContext;
import dal.error.InvalidConfigurationException;
import dal.error.NodeUnavailableException;
import dal.spi.TopologySnapshot;
import dal.status.Alert;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of what is found. */
@PostgresTest
class StartupChecksIT {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final int NOBODY_LISTENS = 1;
    private static final Duration SOON = Duration.ofMillis(100);

    private TenantClassConfig tenantClass = tenantClass(Strictness.WARN, 5);
    private @Nullable StartupChecks checks;

    @BeforeEach
    void unguarded(TestDatabase database) {
        database.applicationRole();
        database.execute("create table note (tenant_id text)");
    }

    @AfterEach
    void stop(TestDatabase database) throws InterruptedException {
        if (checks != null) {
            checks.stop(Duration.ofSeconds(10));
        }
        database.execute("drop table note");
    }

    private static TenantClassConfig tenantClass(Strictness strictness, int connections) {
        PoolConfig pool = PoolConfig.DEFAULT.withSize(connections, 0);
        PoolConfig impatient = new PoolConfig(
                connections, 0, Duration.ofMillis(300), pool.idleTimeout(), pool.maxLifetime(), pool.keepalive());
        return new TenantClassConfig(
                TenantClassName.of("standard"),
                MAIN,
                TenantIsolation.rowLevelSecurity("app.tenant_id"),
                new PoolsConfig(strictness == Strictness.ENFORCE ? impatient : pool, pool, pool),
                Consistency.strong(),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                false,
                AdmissionConfig.DEFAULT,
                new IsolationChecks(strictness, Set.of(), false));
    }

    private void start(TestDatabase database, Strictness isolation, Strictness budget, int connections) {
        PostgresNode node = database.cluster().primary();
        start(database, node.port(), isolation, budget, connections);
    }

    private void start(TestDatabase database, int port, Strictness isolation, Strictness budget, int connections) {
        Login role = database.applicationRole();
        PostgresNode node = database.cluster().primary();
        tenantClass = tenantClass(isolation, connections);
        NodeConfig primary = new NodeConfig(
                NodeName.of("primary"),
                new ConnectionConfig(
                        node.host(),
                        port,
                        database.name(),
                        role.user(),
                        Secret.of(role.password()),
                        TlsConfig.UNSPECIFIED,
                        false,
                        Map.of()));
        DataAccessConfig config = new DataAccessConfig(
                "it",
                Map.of(MAIN, new ClusterConfig(MAIN, List.of(primary), null)),
                Map.of(tenantClass.name(), tenantClass),
                new TenantsConfig(Map.of(), tenantClass.name()),
                MonitorConfig.DEFAULT,
                RoutingConfig.DEFAULT,
                Map.of(),
                new BudgetConfig(1, budget),
                ShutdownConfig.within(Duration.ofSeconds(1)));
        checks = new StartupChecks(
                config, new Servers(config, new ConfiguredNodes(config)), new FixedRouting(MAIN, List.of()), SOON);
    }

    private StartupChecks checks() {
        return Objects.requireNonNull(checks, "checks");
    }

    private List<Alert> alerts() {
        return Awaitility.await().until(() -> checks().alerts(), found -> !found.isEmpty());
    }

    private void require() {
        checks().require(tenantClass, ErrorContext.NONE);
    }

    @Test
    void whatIsWarnedOfIsANoteInTheStatusAndWorkGoesOn(TestDatabase database) {
        start(database, Strictness.WARN, Strictness.OFF, 5);
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo("isolation-check");
            assertThat(alert.severity()).isEqualTo(Alert.Severity.NOTE);
            assertThat(alert.subject()).isEqualTo("class standard");
            assertThat(alert.message()).contains("public.note has no row-level security");
        });
        assertThatNoException().isThrownBy(this::require);
    }

    @Test
    void whatIsEnforcedRefusesTheClassUntilTheServerIsRepaired(TestDatabase database) {
        start(database, Strictness.ENFORCE, Strictness.OFF, 5);
        assertThat(alerts()).extracting(Alert::severity).containsExactly(Alert.Severity.CRITICAL);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(this::require)
                .satisfies(refused ->
                        assertThat(refused.faults()).singleElement().asString().contains("public.note"));
        database.execute("""
                alter table note enable row level security;
                create policy own on note using (tenant_id = current_setting('app.tenant_id'));
                """);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(InvalidConfigurationException.class)
                .untilAsserted(this::require);
        assertThat(checks().alerts()).isEmpty();
    }

    @Test
    void whatIsEnforcedWaitsUntilItWasLookedAt(TestDatabase database) {
        start(database, NOBODY_LISTENS, Strictness.ENFORCE, Strictness.OFF, 5);
        assertThatExceptionOfType(NodeUnavailableException.class)
                .isThrownBy(this::require)
                .withMessageContaining("at-start = enforce");
    }

    @Test
    void poolsThatCouldExhaustTheServerAreWarnedOf(TestDatabase database) {
        start(database, Strictness.OFF, Strictness.WARN, 5000);
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo("connection-budget");
            assertThat(alert.message()).contains("standard 10000 + monitor 1) may open 10001", "max_connections");
        });
        assertThatNoException().isThrownBy(this::require);
    }

    @Test
    void aServerThatCouldNotBeLookedAtIsTriedAgain(TestDatabase database) {
        Logger logger = (Logger) LoggerFactory.getLogger(StartupChecks.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        String role = database.applicationRole().user();
        database.execute("alter role " + role + " nologin");
        try {
            start(database, Strictness.WARN, Strictness.OFF, 5);
            Awaitility.await().until(() -> !log.list.isEmpty());
            assertThat(checks().alerts()).isEmpty();
        } finally {
            logger.detachAppender(log);
            database.execute("alter role " + role + " login");
        }
        assertThat(alerts()).extracting(Alert::name).containsExactly("isolation-check");
    }

    @Test
    void nothingIsSaidOfANodeThatLeft(TestDatabase database) {
        start(database, Strictness.OFF, Strictness.WARN, 5000);
        assertThat(alerts()).hasSize(1);
        checks().follow(new TopologySnapshot(MAIN, List.of()));
        assertThat(checks().alerts()).isEmpty();
    }

    @Test
    void orRefusedWhereThatIsEnforced(TestDatabase database) {
        start(database, Strictness.OFF, Strictness.ENFORCE, 5000);
        Awaitility.await()
                .untilAsserted(() -> assertThatExceptionOfType(InvalidConfigurationException.class)
                        .isThrownBy(this::require)
                        .withMessageContaining("may open 10001"));
    }
}
