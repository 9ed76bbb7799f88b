package dal.routing.topology;

import static dal.routing.topology.Topologies.MAIN;
import static dal.routing.topology.Topologies.PRIMARY;
import static dal.routing.topology.Topologies.REPLICA1;
import static dal.routing.topology.Topologies.REPLICA2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.DataAccessConfig;
import dal.config.MonitorConfig;
import dal.consistency.LogPosition;
import dal.spi.NodeConnector;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import dal.status.NodeStatus;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test breaks its cluster, so each starts from one that is whole. */
class MonitoredTopologyIT {

    /** As patient as a busy machine asks for: a node that is merely slow to answer is not to be taken for lost. */
    private static final MonitorConfig MONITOR = new MonitorConfig(Duration.ofMillis(50), Duration.ofSeconds(2));

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final PostgresCluster cluster =
            PostgresCluster.builder().replicas(2).start();
    private final MonitoredTopology topology =
            topologyAs(cluster.primary().user(), cluster.primary().password());
    private final List<TopologySnapshot> changes = new CopyOnWriteArrayList<>();

    @BeforeEach
    void observe() {
        topology.onChange(snapshot -> {
            throw new IllegalStateException("a listener that always fails");
        });
        topology.onChange(changes::add);
        await().until(() -> roles(), List.of(Role.PRIMARY, Role.REPLICA, Role.REPLICA)::equals);
    }

    @AfterEach
    void stop() throws Exception {
        topology.stop(Duration.ofSeconds(5));
        cluster.close();
    }

    @Test
    void seesWhatEachNodeIsAndFollowsItsPosition() throws SQLException {
        LogPosition before = Objects.requireNonNull(position(REPLICA1));
        assertThat(before.timeline()).isEqualTo(1);
        Topologies.execute(cluster.primary(), "create table t as select generate_series(1, 1000) as a");
        LogPosition written = new LogPosition(
                1,
                LogPosition.parseLsn(Topologies.value(cluster.primary(), "select pg_current_wal_flush_lsn()::text")));
        await().untilAsserted(() -> assertThat(topology.current(MAIN).nodes())
                .allSatisfy(node -> assertThat(node.position()).isGreaterThanOrEqualTo(written)));
        assertThat(written).isGreaterThan(before);
    }

    @Test
    void seesSinceWhenEachServerRuns() throws SQLException {
        for (PostgresNode node : cluster.nodes()) {
            assertThat(startedAt(node)).isEqualTo(startOf(node));
        }
        PostgresNode restarted = cluster.node("replica1");
        Instant before = startOf(restarted);
        restarted.restart();
        await().untilAsserted(
                        () -> assertThat(startedAt(restarted)).isAfter(before).isEqualTo(startOf(restarted)));
    }

    private @Nullable Instant startedAt(PostgresNode node) {
        NodeView view = Objects.requireNonNull(topology.view(MAIN).node(NodeName.of(node.name())));
        return view.sample() == null ? null : view.sample().startedAt();
    }

    private static Instant startOf(PostgresNode node) throws SQLException {
        return Instant.parse(Topologies.value(
                node,
                "select to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    @Test
    void countsStalenessFromWhatThePrimaryHadWhenItWasAsked() throws SQLException {
        await().untilAsserted(() -> assertThat(staleness(REPLICA1)).isLessThan(Duration.ofMillis(500)));
        cluster.node("replica1").pauseReplay();
        Topologies.execute(cluster.primary(), "create table t (a int)");
        await().untilAsserted(() -> {
            assertThat(staleness(REPLICA1)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(staleness(REPLICA2)).isLessThan(Duration.ofMillis(500));
        });
        cluster.node("replica1").resumeReplay();
        await().untilAsserted(() -> assertThat(staleness(REPLICA1)).isLessThan(Duration.ofMillis(500)));
    }

    @Test
    void seesAPromotionAndItsTimeline() {
        cluster.primary().kill();
        await().untilAsserted(() -> assertThat(roles()).containsExactly(Role.UNKNOWN, Role.REPLICA, Role.REPLICA));
        assertThat(position(PRIMARY)).isNull();
        cluster.node("replica1").promote();
        await().untilAsserted(() -> assertThat(roles()).containsExactly(Role.UNKNOWN, Role.PRIMARY, Role.REPLICA));
        assertThat(Objects.requireNonNull(position(REPLICA1)).timeline()).isEqualTo(2);
        cluster.node("replica2").follow(cluster.node("replica1"));
        await().untilAsserted(() -> assertThat(
                        Objects.requireNonNull(position(REPLICA2)).timeline())
                .isEqualTo(2));
        assertThat(changes).extracting(Topologies::roles).endsWith(List.of(Role.UNKNOWN, Role.PRIMARY, Role.REPLICA));
    }

    @Test
    void followsTheHigherTimelineWhereTheOldPrimaryLivesOn() {
        cluster.node("replica1").promote();
        await().untilAsserted(() -> assertThat(roles()).containsExactly(Role.FENCED, Role.PRIMARY, Role.REPLICA));
        assertThat(Objects.requireNonNull(topology.view(MAIN).primary()).node()).isEqualTo(REPLICA1);
        assertThat(topology.view(MAIN).primariesTie()).isFalse();
    }

    @Test
    void seesANodeReturnAfterItWasKilled() {
        cluster.node("replica2").kill();
        await().untilAsserted(() -> assertThat(role(REPLICA2)).isEqualTo(Role.UNKNOWN));
        assertThat(position(REPLICA2)).isNull();
        cluster.node("replica2").start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(role(REPLICA2)).isEqualTo(Role.REPLICA));
    }

    @Test
    void noticesANodeThatAcceptsAndNeverAnswers() {
        cluster.node("replica2").freeze();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(role(REPLICA2)).isEqualTo(Role.UNKNOWN));
        cluster.node("replica2").unfreeze();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(role(REPLICA2)).isEqualTo(Role.REPLICA));
    }

    /** The silent one is waited for longer than the test lasts, so that whoever took turns with it would be seen to. */
    @Test
    void observesTheOthersWhileItWaitsForANodeThatNeverAnswers() throws Exception {
        DataAccessConfig config = Topologies.config(
                new MonitorConfig(Duration.ofMillis(50), Duration.ofMinutes(2)), Topologies.nodes(cluster));
        FakeDiscovery discovery = new FakeDiscovery(config);
        MonitoredTopology patient = new MonitoredTopology(config, Topologies.connector(discovery), discovery);
        try {
            await().atMost(LIMIT)
                    .until(
                            () -> Topologies.roles(patient.current(MAIN)),
                            List.of(Role.PRIMARY, Role.REPLICA, Role.REPLICA)::equals);
            cluster.node("replica2").freeze();
            Topologies.execute(cluster.primary(), "create table t (a int)");
            long written = LogPosition.parseLsn(
                    Topologies.value(cluster.primary(), "select pg_current_wal_flush_lsn()::text"));
            await().atMost(LIMIT).untilAsserted(() -> {
                NodeState replica1 = patient.current(MAIN).node(REPLICA1).orElseThrow();
                assertThat(Objects.requireNonNull(replica1.position()).lsn()).isGreaterThanOrEqualTo(written);
            });
        } finally {
            cluster.node("replica2").unfreeze();
            patient.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void noticesABlackHoleOnTheWay() throws Exception {
        try (WireProxy proxy = WireProxy.to(cluster.node("replica2"))) {
            DataAccessConfig config = Topologies.config(
                    MonitorConfig.DEFAULT,
                    List.of(
                            Topologies.node(cluster.primary()),
                            Topologies.node(cluster.node("replica2"), proxy.port())));
            FakeDiscovery discovery = new FakeDiscovery(config);
            MonitoredTopology defaults = new MonitoredTopology(config, Topologies.connector(discovery), discovery);
            try {
                await().until(
                                () -> Topologies.roles(defaults.current(MAIN)),
                                List.of(Role.PRIMARY, Role.REPLICA)::equals);
                proxy.blackhole(true);
                await().atMost(LIMIT)
                        .until(
                                () -> Topologies.roles(defaults.current(MAIN)),
                                List.of(Role.PRIMARY, Role.UNKNOWN)::equals);
                proxy.blackhole(false);
                await().until(
                                () -> Topologies.roles(defaults.current(MAIN)),
                                List.of(Role.PRIMARY, Role.REPLICA)::equals);
            } finally {
                defaults.stop(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void doesNotLoseANodeForOneAnswerThatIsLate() throws Exception {
        Duration inTime = Duration.ofSeconds(4);
        try (WireProxy proxy = WireProxy.to(cluster.node("replica2"))) {
            DataAccessConfig config = Topologies.config(
                    new MonitorConfig(Duration.ofMillis(50), inTime),
                    List.of(Topologies.node(cluster.node("replica2"), proxy.port())));
            FakeDiscovery discovery = new FakeDiscovery(config);
            MonitoredTopology patient = new MonitoredTopology(config, Topologies.connector(discovery), discovery);
            List<TopologySnapshot> seen = new CopyOnWriteArrayList<>();
            try {
                patient.onChange(seen::add);
                await().until(() -> Topologies.roles(patient.current(MAIN)), List.of(Role.REPLICA)::equals);
                proxy.holdReplies(true);
                await().until(() -> sinceLastSample(patient).compareTo(inTime.plusMillis(200)) > 0);
                proxy.holdReplies(false);
                await().until(() -> sinceLastSample(patient).compareTo(inTime) < 0);
                assertThat(seen)
                        .extracting(Topologies::roles)
                        .as("changes of its role")
                        .containsExactly(List.of(Role.REPLICA));
            } finally {
                patient.stop(Duration.ofSeconds(5));
            }
        }
    }

    private static Duration sinceLastSample(MonitoredTopology topology) {
        NodeView node = Objects.requireNonNull(topology.view(MAIN).node(REPLICA2));
        return Duration.ofNanos(
                System.nanoTime() - Objects.requireNonNull(node.sample()).sentAt());
    }

    @Test
    void needsNoPrivileges() throws Exception {
        Topologies.execute(cluster.primary(), "create role plain login nosuperuser password 'plain'");
        cluster.awaitReplication(Duration.ofSeconds(5));
        MonitoredTopology plain = topologyAs("plain", "plain");
        try {
            await().untilAsserted(() -> assertThat(plain.current(MAIN).nodes())
                    .extracting(NodeState::role)
                    .containsExactly(Role.PRIMARY, Role.REPLICA, Role.REPLICA));
            assertThat(plain.current(MAIN).nodes())
                    .allSatisfy(node -> assertThat(
                                    Objects.requireNonNull(node.position()).timeline())
                            .isEqualTo(1));
        } finally {
            plain.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void leavesNoConnectionBehindWhenItIsStopped() throws Exception {
        await().untilAsserted(
                        () -> assertThat(Topologies.monitors(cluster.primary())).isEqualTo("1"));
        topology.stop(Duration.ofSeconds(5));
        await().untilAsserted(
                        () -> assertThat(Topologies.monitors(cluster.primary())).isEqualTo("0"));
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.REPLICA, Role.REPLICA);
    }

    private Duration staleness(NodeName node) {
        return topology.nodes().stream()
                .filter(status -> status.node().equals(node))
                .map(NodeStatus::staleness)
                .map(Objects::requireNonNull)
                .findFirst()
                .orElseThrow();
    }

    private List<Role> roles() {
        return Topologies.roles(topology.current(MAIN));
    }

    private Role role(NodeName node) {
        return topology.current(MAIN).node(node).orElseThrow().role();
    }

    private @Nullable LogPosition position(NodeName node) {
        return topology.current(MAIN).node(node).orElseThrow().position();
    }

    private MonitoredTopology topologyAs(String user, String password) {
        DataAccessConfig config = Topologies.config(MONITOR, Topologies.nodes(cluster));
        NodeConnector connector = (name, node, purpose, timeout) -> {
            Connection connection = cluster.node(node.value()).connect("postgres", user, password);
            connection.setClientInfo("ApplicationName", purpose);
            return connection;
        };
        return new MonitoredTopology(config, connector, new FakeDiscovery(config));
    }
}
