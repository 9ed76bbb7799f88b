package dal.telemetry.health;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.status.Alert;
import dal.status.LifecycleState;
import dal.status.ManagerStatus;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import dal.status.PoolStatus;
import dal.telemetry.Executions;
import dal.telemetry.FakeManager;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.alert.ConnectionAlerts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.Record1;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthReportsTest {

    private static final Alert WARNING = new Alert("pool_waiters", Alert.Severity.WARNING, "b", "2 calls wait");
    private static final Alert NOTE = new Alert("isolation-check", Alert.Severity.NOTE, "a", "no policy");
    private static final Alert CRITICAL = new Alert("pool_utilisation", Alert.Severity.CRITICAL, "c", "full");
    private static final List<PoolStatus> POOLS = List.of(Executions.pool(20, 4, 1), Executions.pool(5, 2, 2));

    private final FakeManager manager = new FakeManager(status(LifecycleState.RUNNING, Role.PRIMARY));
    private final AtomicLong now = new AtomicLong();
    private final List<String> probes = new ArrayList<>();
    private boolean primaryAnswers = true;
    private final HealthReports reports = reports(TelemetryConfig.DEFAULT);

    @Test
    void saysThatADatabaseIsWellWhenItsPrimaryAnswers() {
        assertThat(reports.database()).isEqualTo(new DatabaseHealth(true, "shop", "2026-01-02T03:04:05Z", 8, 2, 3));
        assertThat(probes).containsExactly("main/replica-1 as health within PT2S: select 1");
    }

    @Test
    void saysThatADatabaseIsNotWellWhenItsPrimaryDoesNotAnswer() {
        primaryAnswers = false;

        assertThat(reports.database().ok()).isFalse();
    }

    @Test
    void saysThatADatabaseIsNotWellWhileNoPrimaryIsKnownAndAsksNobody() {
        manager.become(status(LifecycleState.RUNNING, Role.REPLICA));

        assertThat(reports.database().ok()).isFalse();
        assertThat(probes).isEmpty();
    }

    @Test
    void saysThatADatabaseIsNotWellOnceTheManagerDrains() {
        manager.become(status(LifecycleState.DRAINING, Role.PRIMARY));

        assertThat(reports.database().ok()).isFalse();
        assertThat(probes).isEmpty();
    }

    @Test
    void asksAPrimaryOncePerIntervalHoweverOftenItIsAsked() {
        assertThat(reports.database().ok()).isTrue();
        primaryAnswers = false;
        assertThat(reports.database().ok()).isTrue();
        assertThat(probes).hasSize(1);

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(reports.database().ok()).isFalse();
        assertThat(probes).hasSize(2);
    }

    @Test
    void asksNobodyWhereProbesAreSwitchedOff() {
        TelemetryConfig silent = new TelemetryConfig(
                false, false, Duration.ofSeconds(10), 100, Duration.ZERO, Duration.ofSeconds(1), false);

        assertThat(reports(silent).database().ok()).isTrue();
        assertThat(probes).isEmpty();
    }

    @Test
    void tellsHealthyFromDegradedFromCritical() {
        assertThat(reports.connections().status()).isEqualTo("healthy");
        manager.become(status(LifecycleState.RUNNING, Role.PRIMARY, NOTE));
        assertThat(reports.connections().status()).isEqualTo("healthy");
        manager.become(status(LifecycleState.RUNNING, Role.PRIMARY, WARNING));
        assertThat(reports.connections().status()).isEqualTo("degraded");
        manager.become(status(LifecycleState.RUNNING, Role.PRIMARY, WARNING, CRITICAL));
        assertThat(reports.connections().status()).isEqualTo("critical");
        manager.become(status(LifecycleState.RUNNING, Role.UNKNOWN));
        assertThat(reports.connections().status()).isEqualTo("critical");
        manager.become(status(LifecycleState.DRAINING, Role.PRIMARY));
        assertThat(reports.connections().status()).isEqualTo("critical");
    }

    @Test
    void isReadyUnlessItDrainsOrAPrimaryIsGone() {
        assertThat(reports.readiness()).isEqualTo(new Readiness(true, "2026-01-02T03:04:05Z", List.of()));
        manager.become(status(LifecycleState.RUNNING, Role.UNKNOWN));
        assertThat(reports.readiness().reasons()).containsExactly("cluster main has not one primary");
        manager.become(status(LifecycleState.DRAINING, Role.PRIMARY));
        assertThat(reports.readiness().ready()).isFalse();
        assertThat(reports.readiness().reasons()).containsExactly("the manager is draining");
        assertThat(probes).isEmpty();
    }

    @Test
    void isAliveUntilTheManagerIsClosedWhateverBecomesOfTheDatabase() {
        manager.become(status(LifecycleState.DRAINING, Role.UNKNOWN));
        assertThat(reports.liveness().alive()).isTrue();
        manager.become(status(LifecycleState.CLOSED, Role.PRIMARY));
        assertThat(reports.liveness().alive()).isFalse();
    }

    @Test
    void tellsHowLongEachNodeTookToAnswerAndWhyOneDidNot() {
        assertThat(reports.deep().nodes())
                .containsExactly(
                        new DeepHealth.Node("main", "replica-1", "db-2.internal:6543", "primary", true, 3.0, null));

        primaryAnswers = false;
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(reports.deep().nodes())
                .containsExactly(
                        new DeepHealth.Node("main", "replica-1", "db-2.internal:6543", "primary", false, 3.0, "08001"));
    }

    @ParameterizedTest
    @CsvSource({
        "REPLICA, SERVING, healthy",
        "REPLICA, WARMING_UP, healthy",
        "UNKNOWN, DRAINED, healthy",
        "REPLICA, LAGGING, degraded",
        "REPLICA, EJECTED, degraded",
        "UNKNOWN, UNREACHABLE, degraded",
        "FENCED, FENCED, critical",
        "PRIMARY, SERVING, critical",
    })
    void judgesByTheNodesBesideThePrimaryToo(Role role, NodeAvailability availability, String expected) {
        manager.become(new ManagerStatus(
                LifecycleState.RUNNING,
                0,
                0,
                POOLS,
                List.of(node("primary", Role.PRIMARY, NodeAvailability.SERVING), node("replica-1", role, availability)),
                List.of(),
                List.of()));

        assertThat(reports.connections().status()).isEqualTo(expected);
        assertThat(reports.connections().nodes())
                .extracting(ConnectionsHealth.Node::availability)
                .containsExactly("serving", availability.label());
        assertThat(reports.database().ok()).isEqualTo(role != Role.PRIMARY);
    }

    @Test
    void listsNodes() {
        assertThat(reports.connections().nodes())
                .containsExactly(new ConnectionsHealth.Node(
                        "main", "replica-1", "db-2.internal:6543", "primary", null, 40L, "serving", 0));
    }

    @Test
    void listsPoolsWithHowFullTheyAre() {
        assertThat(reports.pools().pools().getFirst())
                .isEqualTo(new ConnectionPools.Pool(
                        "standard/main/replica-1/replica",
                        "standard",
                        "main",
                        "replica-1",
                        "replica",
                        20,
                        5,
                        4,
                        1,
                        1,
                        20));
    }

    @Test
    void listsCriticalAlertsFirst() {
        manager.become(status(LifecycleState.RUNNING, Role.PRIMARY, NOTE, WARNING, CRITICAL));

        assertThat(reports.alerts().alerts())
                .containsExactly(
                        new ConnectionAlerts.Entry("pool_utilisation", "critical", "c", "full"),
                        new ConnectionAlerts.Entry("pool_waiters", "warning", "b", "2 calls wait"),
                        new ConnectionAlerts.Entry("isolation-check", "note", "a", "no policy"));
    }

    private HealthReports reports(TelemetryConfig config) {
        return new HealthReports(
                () -> manager,
                Executions.config(Duration.ZERO),
                config,
                (cluster, node, purpose, timeout) ->
                        connection(cluster + "/" + node + " as " + purpose + " within " + timeout),
                InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z")),
                now::get);
    }

    private Connection connection(String probe) throws SQLException {
        now.addAndGet(Duration.ofMillis(3).toNanos());
        if (!primaryAnswers) {
            probes.add(probe + ": refused");
            throw new SQLException("refused", "08001");
        }
        return new MockConnection(execution -> {
            probes.add(probe + ": " + execution.sql());
            var one = DSL.using(SQLDialect.POSTGRES).newResult(DSL.field("one", SQLDataType.INTEGER));
            Record1<Integer> row = DSL.using(SQLDialect.POSTGRES).newRecord(DSL.field("one", SQLDataType.INTEGER));
            one.add(row.values(1));
            return new MockResult[] {new MockResult(1, one)};
        });
    }

    private static ManagerStatus status(LifecycleState state, Role role, Alert... alerts) {
        return new ManagerStatus(
                state,
                3,
                0,
                POOLS,
                List.of(node("replica-1", role, NodeAvailability.SERVING)),
                List.of(),
                List.of(alerts));
    }

    private static NodeStatus node(String name, Role role, NodeAvailability availability) {
        return new NodeStatus(
                Executions.MAIN,
                NodeName.of(name),
                "db-2.internal:6543",
                role,
                null,
                Duration.ofMillis(40),
                availability,
                0);
    }
}
