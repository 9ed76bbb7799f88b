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
import dal.config.NodeConfig;
import dal.consistency.LogPosition;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import dal.testing.cluster.PostgresCluster;
import dal.testing.fault.WireProxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Monitors that by themselves would not look again for an hour: what is seen here is seen because somebody waits. Each test breaks its cluster. */
class AwaitedTopologyIT {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final PostgresCluster cluster =
            PostgresCluster.builder().replicas(2).start();
    private final DataAccessConfig config =
            Topologies.config(new MonitorConfig(Duration.ofHours(1), Duration.ofSeconds(5)), Topologies.nodes(cluster));
    private final FakeDiscovery discovery = new FakeDiscovery(config);
    private final MonitoredTopology topology =
            new MonitoredTopology(config, Topologies.connector(discovery), discovery);
    private final List<TopologySnapshot> changes = new CopyOnWriteArrayList<>();

    @BeforeEach
    void observe() {
        topology.onChange(changes::add);
        await().until(() -> roles(), List.of(Role.PRIMARY, Role.REPLICA, Role.REPLICA)::equals);
    }

    @AfterEach
    void stop() throws Exception {
        topology.stop(Duration.ofSeconds(5));
        cluster.close();
    }

    @Test
    void seesAReplicaCatchUpWhileSomebodyWaits() throws Exception {
        cluster.node("replica1").pauseReplay();
        Topologies.execute(cluster.primary(), "create table t as select generate_series(1, 1000) as a");
        LogPosition written = written();
        CompletableFuture<TopologySnapshot> caughtUp =
                inBackground(snapshot -> hasReached(snapshot, REPLICA1, written));
        awaitThat(snapshot -> hasReached(snapshot, REPLICA2, written));
        assertThat(caughtUp).isNotDone();
        cluster.node("replica1").resumeReplay();
        assertThat(caughtUp.get(20, TimeUnit.SECONDS)
                        .node(REPLICA1)
                        .orElseThrow()
                        .role())
                .isEqualTo(Role.REPLICA);
    }

    @Test
    void seesAKilledNodeReturnWhileSomebodyWaits() throws Exception {
        cluster.node("replica1").kill();
        awaitThat(snapshot -> role(snapshot, REPLICA1) == Role.UNKNOWN);
        CompletableFuture<TopologySnapshot> returned =
                inBackground(snapshot -> role(snapshot, REPLICA1) == Role.REPLICA);
        cluster.node("replica1").start();
        returned.get(20, TimeUnit.SECONDS);
        assertThat(topology.view(MAIN).node(REPLICA1))
                .isNotNull()
                .extracting(NodeView::returnedAt)
                .isNotNull();
    }

    @Test
    void probesSeeAPromotionAndALossAtOnce() throws Exception {
        cluster.node("replica1").promote();
        assertThat(topology.probe(MAIN, REPLICA1, LONG).role()).isEqualTo(Role.PRIMARY);
        assertThat(roles()).containsExactly(Role.FENCED, Role.PRIMARY, Role.REPLICA);
        assertThat(topology.probe(MAIN, PRIMARY, LONG).role()).isEqualTo(Role.FENCED);
        cluster.node("replica2").kill();
        assertThat(topology.probe(MAIN, REPLICA2, LONG).role()).isEqualTo(Role.UNKNOWN);
        assertThat(roles()).containsExactly(Role.FENCED, Role.PRIMARY, Role.UNKNOWN);
    }

    @Test
    void aProbeOfANodeThatKeepsSilentEndsWithItsLimit() throws Exception {
        cluster.node("replica2").freeze();
        assertThat(topology.probe(MAIN, REPLICA2, Duration.ofMillis(50)).role()).isEqualTo(Role.UNKNOWN);
        assertThat(topology.probe(MAIN, NodeName.of("other"), LONG).role()).isEqualTo(Role.UNKNOWN);
        cluster.node("replica2").unfreeze();
    }

    @Test
    void theReplacedPrimaryStaysFencedAlsoAfterItsSuccessorWasKilled() throws Exception {
        cluster.node("replica1").promote();
        topology.probe(MAIN, REPLICA1, LONG);
        cluster.node("replica1").kill();
        assertThat(topology.probe(MAIN, REPLICA1, LONG).role()).isEqualTo(Role.UNKNOWN);
        assertThat(topology.probe(MAIN, PRIMARY, LONG).role()).isEqualTo(Role.FENCED);
        assertThat(topology.view(MAIN).primary()).isNull();
        assertThat(topology.view(MAIN).primariesTie()).isFalse();
    }

    @Test
    void aReplicaOfAPrimaryNobodySeesFencesTheOneThatIsSeen() throws Exception {
        discovery.change(MAIN, List.of(nodes("primary"), nodes("replica2")));
        cluster.node("replica1").promote();
        cluster.node("replica2").follow(cluster.node("replica1"));
        awaitThat(snapshot -> role(snapshot, PRIMARY) == Role.FENCED);
        assertThat(roles()).containsExactly(Role.FENCED, Role.REPLICA);
    }

    @Test
    void followsNodesThatAreAddedAndRemoved() throws Exception {
        discovery.change(MAIN, List.of(nodes("primary"), nodes("replica1")));
        assertThat(topology.current(MAIN).nodes()).extracting(NodeState::node).containsExactly(PRIMARY, REPLICA1);
        await().untilAsserted(() ->
                assertThat(Topologies.monitors(cluster.node("replica2"))).isEqualTo("0"));
        assertThat(Topologies.monitors(cluster.node("replica1"))).isEqualTo("1");

        discovery.change(MAIN, List.of(nodes("replica2"), nodes("primary"), nodes("replica1")));
        await().until(() -> roles(), List.of(Role.REPLICA, Role.PRIMARY, Role.REPLICA)::equals);
        assertThat(Topologies.monitors(cluster.node("replica2"))).isEqualTo("1");
        assertThat(changes)
                .extracting(Topologies::roles)
                .endsWith(
                        List.of(Role.PRIMARY, Role.REPLICA),
                        List.of(Role.UNKNOWN, Role.PRIMARY, Role.REPLICA),
                        List.of(Role.REPLICA, Role.PRIMARY, Role.REPLICA));
    }

    @Test
    void takesANodeWithAnotherConnectionAsAnotherOne() throws Exception {
        try (WireProxy proxy = WireProxy.to(cluster.node("replica1"))) {
            discovery.change(
                    MAIN,
                    List.of(
                            nodes("primary"),
                            Topologies.node(cluster.node("replica1"), proxy.port()),
                            nodes("replica2")));
            await().until(() -> roles(), List.of(Role.PRIMARY, Role.REPLICA, Role.REPLICA)::equals);
            assertThat(proxy.roundTrips()).isPositive();
            assertThat(changes)
                    .extracting(Topologies::roles)
                    .endsWith(
                            List.of(Role.PRIMARY, Role.REPLICA),
                            List.of(Role.PRIMARY, Role.UNKNOWN, Role.REPLICA),
                            List.of(Role.PRIMARY, Role.REPLICA, Role.REPLICA));
            await().untilAsserted(() ->
                    assertThat(Topologies.monitors(cluster.node("replica1"))).isEqualTo("1"));
        }
    }

    private NodeConfig nodes(String name) {
        return Topologies.node(cluster.node(name));
    }

    private CompletableFuture<TopologySnapshot> inBackground(Predicate<TopologySnapshot> wanted) {
        CompletableFuture<TopologySnapshot> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(awaitThat(wanted));
            } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private TopologySnapshot awaitThat(Predicate<TopologySnapshot> wanted) throws InterruptedException {
        TopologySnapshot snapshot = topology.current(MAIN);
        while (!wanted.test(snapshot)) {
            TopologySnapshot newer = topology.awaitNewer(snapshot, LONG);
            if (newer.version() == snapshot.version()) {
                throw new IllegalStateException("Nothing was observed any more after " + new ArrayList<>(changes));
            }
            snapshot = newer;
        }
        return snapshot;
    }

    private static boolean hasReached(TopologySnapshot snapshot, NodeName node, LogPosition wanted) {
        LogPosition own = snapshot.node(node).orElseThrow().position();
        return own != null && own.compareTo(wanted) >= 0;
    }

    private static Role role(TopologySnapshot snapshot, NodeName node) {
        return snapshot.node(node).orElseThrow().role();
    }

    private List<Role> roles() {
        return Topologies.roles(topology.current(MAIN));
    }

    private LogPosition written() throws SQLException {
        return new LogPosition(
                1,
                LogPosition.parseLsn(Topologies.value(cluster.primary(), "select pg_current_wal_flush_lsn()::text")));
    }
}
