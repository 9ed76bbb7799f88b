package dal.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.config.TlsConfig;
import dal.spi.NodeConnector;
import dal.tenant.TenantClassName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitoredTopologyTest {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final DataAccessConfig CONFIG = config("refusing", "stuck");

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

    private final MonitoredTopology topology =
            new MonitoredTopology(CONFIG, connector, new FakeDiscovery(CONFIG), now::get);

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

    private static DataAccessConfig config(String... names) {
        TenantClassName standard = TenantClassName.of("standard");
        List<NodeConfig> nodes = List.of(names).stream()
                .map(name -> new NodeConfig(
                        NodeName.of(name),
                        new ConnectionConfig(
                                "127.0.0.1", 5432, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of())))
                .toList();
        return new DataAccessConfig(
                "test",
                Map.of(MAIN, new ClusterConfig(MAIN, nodes, null)),
                Map.of(standard, TenantClassConfig.of(standard, MAIN)),
                new TenantsConfig(Map.of(), standard),
                new MonitorConfig(Duration.ofMillis(20), Duration.ofMillis(100)),
                Duration.ofSeconds(5));
    }
}
