package dal.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.TlsConfig;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.spi.Registration;
import dal.spi.TopologySnapshot;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitoredTopologyTest {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final DataAccessConfig CONFIG = config("refusing", "stuck");

    private static final NodeName NODE = NodeName.of("node");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicLong now = new AtomicLong(1);
    private final CountDownLatch connecting = new CountDownLatch(1);
    private final CountDownLatch connects = new CountDownLatch(1);

    /** Connecting to "stuck" takes as long as the test wants; all others refuse. */
    private final NodeConnector connector = (cluster, node, purpose, timeout) -> {
        if (node.value().equals("stuck")) {
            try {
                connecting.countDown();
                connects.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new SQLException("refused", "08001");
    };

    private final FakeDiscovery discovery = new FakeDiscovery(CONFIG);
    private final MonitoredTopology topology = new MonitoredTopology(CONFIG, connector, discovery, now::get);

    @AfterEach
    void stop() throws Exception {
        connects.countDown();
        topology.stop(Duration.ofSeconds(5));
    }

    @Test
    void isUnsettledUntilEachNodeWasTried() {
        assertThat(topology.view(MAIN).settled()).isFalse();
        await().until(() -> topology.view(MAIN).nodes().get(0).attempted());
        assertThat(topology.view(MAIN).settled()).isFalse();
        connects.countDown();
        await().until(() -> topology.view(MAIN).settled());
    }

    @Test
    void doesNotWaitForeverForANodeThatCannotEvenBeConnectedTo() {
        assertThat(topology.view(MAIN).settled()).isFalse();
        now.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(topology.view(MAIN).settled()).isFalse();
        now.addAndGet(1);
        assertThat(topology.view(MAIN).settled()).isTrue();
    }

    @Test
    void isUnsettledToWhoeverAsksWhileItIsStarted() throws Exception {
        AtomicReference<MonitoredTopology> started = new AtomicReference<>();
        List<CompletableFuture<Boolean>> settled = new CopyOnWriteArrayList<>();
        AtomicBoolean first = new AtomicBoolean(true);
        started.set(new MonitoredTopology(CONFIG, connector, discovery, () -> {
            if (started.get() != null && first.compareAndSet(true, false)) {
                settled.add(inBackground(() -> started.get().view(MAIN).settled()));
                settled.get(0).join();
            }
            return Duration.ofDays(1).toNanos();
        }));
        try {
            started.get().start();
            assertThat(settled.get(0).get()).isFalse();
        } finally {
            connects.countDown();
            started.get().stop(LONG);
        }
    }

    @Test
    void observesTheKnownNodesWhereTheDiscoveryCannotBeFollowed() throws Exception {
        NodeDiscovery still = new NodeDiscovery() {
            @Override
            public List<NodeConfig> nodes(ClusterName cluster) {
                return discovery.nodes(cluster);
            }

            @Override
            public Registration onChange(Consumer<ClusterName> listener) {
                throw new IllegalStateException("no changes here");
            }
        };
        MonitoredTopology following = new MonitoredTopology(CONFIG, connector, still, now::get);
        try {
            assertThat(following.view(MAIN).settled()).isFalse();
            await().until(() -> following.view(MAIN).nodes().get(0).attempted());
        } finally {
            connects.countDown();
            following.stop(LONG);
        }
    }

    @Test
    void tellsAtShutdownOfAMonitorThatDoesNotStop() throws InterruptedException {
        topology.start();
        connecting.await();
        assertThatThrownBy(() -> topology.stop(Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("of 2 node monitors did not stop");
    }

    @Test
    void knowsOnlyConfiguredClusters() {
        assertThatThrownBy(() -> topology.view(ClusterName.of("other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[main]");
    }

    @Test
    void manyWhoWaitCostOneObservation() throws Exception {
        Attempts attempts = new Attempts();
        MonitoredTopology slow = hourly(attempts);
        try {
            slow.start();
            attempts.fail(1);
            await().until(() -> slow.view(MAIN).version() == 1);
            TopologySnapshot seen = slow.current(MAIN);
            List<CompletableFuture<TopologySnapshot>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(inBackground(() -> slow.awaitNewer(seen, LONG)));
            }
            await().untilAtomic(attempts.begun, org.hamcrest.Matchers.equalTo(2));
            attempts.fail(1);
            for (CompletableFuture<TopologySnapshot> one : waiting) {
                assertThat(one.get(20, TimeUnit.SECONDS).version()).isEqualTo(2);
            }
        } finally {
            attempts.fail(1_000);
            slow.stop(LONG);
        }
    }

    @Test
    void oneWhoWaitsInVainGetsWhatItHasSeen() throws Exception {
        Attempts attempts = new Attempts();
        MonitoredTopology slow = hourly(attempts);
        try {
            TopologySnapshot seen = slow.current(MAIN);
            assertThat(slow.awaitNewer(seen, Duration.ofMillis(1))).isSameAs(seen);
            assertThat(slow.awaitNewer(seen, Duration.ZERO)).isSameAs(seen);
        } finally {
            attempts.fail(1_000);
            slow.stop(LONG);
        }
    }

    @Test
    void oneWhoHasSeenLessNeedNotWait() throws Exception {
        topology.start();
        await().until(() -> topology.view(MAIN).version() > 1);
        TopologySnapshot old = new TopologySnapshot(MAIN, List.of());
        assertThat(topology.awaitNewer(old, Duration.ZERO).version()).isGreaterThan(1);
    }

    @Test
    void aDrainIsSeenAtOnceByWhoeverWaitsAndShowsInTheStatus() throws Exception {
        Attempts attempts = new Attempts();
        MonitoredTopology slow = hourly(attempts);
        try {
            TopologySnapshot seen = slow.current(MAIN);
            CompletableFuture<TopologySnapshot> waiting = inBackground(() -> slow.awaitNewer(seen, LONG));
            slow.drain(MAIN, NODE);
            assertThat(waiting.get(20, TimeUnit.SECONDS).version()).isGreaterThan(seen.version());
            assertThat(slow.nodes()).extracting(NodeStatus::availability).containsExactly(NodeAvailability.DRAINED);
            slow.undrain(MAIN, NODE);
            assertThat(slow.nodes()).extracting(NodeStatus::availability).containsExactly(NodeAvailability.UNREACHABLE);
        } finally {
            attempts.fail(1_000);
            slow.stop(LONG);
        }
    }

    @Test
    void namesTheKnownNodesAndClustersToWhoeverDrainsAnother() {
        assertThatThrownBy(() -> topology.drain(MAIN, NodeName.of("other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[refusing, stuck]");
        assertThatThrownBy(() -> topology.undrain(ClusterName.of("other"), NodeName.of("stuck")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[main]");
    }

    @Test
    void keepsTheKnownNodesWhileTheDiscoveryFails() {
        topology.start();
        discovery.change(MAIN, List.of(node("a"), node("a")));
        assertThat(topology.view(MAIN).nodes())
                .extracting(NodeView::node)
                .containsExactly(NodeName.of("refusing"), NodeName.of("stuck"));
        discovery.change(MAIN, List.of(node("a"), node("stuck")));
        assertThat(topology.view(MAIN).nodes())
                .extracting(NodeView::node)
                .containsExactly(NodeName.of("a"), NodeName.of("stuck"));
    }

    @Test
    void doesNotWaitForTheMonitorOfARemovedNodeButForAllOfThemAtTheEnd() throws Exception {
        topology.start();
        connecting.await();
        discovery.change(MAIN, List.of(node("refusing")));
        assertThat(topology.view(MAIN).nodes()).hasSize(1);
        assertThatThrownBy(() -> topology.stop(Duration.ofMillis(50))).isInstanceOf(TimeoutException.class);
        assertThat(discovery.listeners()).isZero();
    }

    @Test
    void startsNoMonitorForANodeThatIsFoundAfterTheEnd() throws Exception {
        discovery.callOn();
        topology.start();
        connects.countDown();
        topology.stop(LONG);
        discovery.change(MAIN, List.of(node("late")));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.equals("dal-monitor-main-late"));
        assertThat(topology.probe(MAIN, NodeName.of("late"), LONG).role()).isEqualTo(Role.UNKNOWN);
    }

    private MonitoredTopology hourly(NodeConnector attempts) {
        DataAccessConfig config = Topologies.config(
                new MonitorConfig(Duration.ofHours(1), Duration.ofSeconds(1)), List.of(node(NODE.value())));
        return new MonitoredTopology(config, attempts, new FakeDiscovery(config));
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Each attempt to connect fails when the test lets it. */
    private static final class Attempts implements NodeConnector {

        private final AtomicInteger begun = new AtomicInteger();
        private final Semaphore failures = new Semaphore(0);

        @Override
        public Connection open(ClusterName cluster, NodeName node, String purpose, Duration timeout)
                throws SQLException {
            begun.incrementAndGet();
            failures.acquireUninterruptibly();
            throw new SQLException("refused", "08001");
        }

        void fail(int attempts) {
            failures.release(attempts);
        }
    }

    private static DataAccessConfig config(String... names) {
        return Topologies.config(
                new MonitorConfig(Duration.ofMillis(20), Duration.ofMillis(100)),
                List.of(names).stream().map(MonitoredTopologyTest::node).toList());
    }

    private static NodeConfig node(String name) {
        return new NodeConfig(
                NodeName.of(name),
                new ConnectionConfig(name, 5432, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of()));
    }
}
