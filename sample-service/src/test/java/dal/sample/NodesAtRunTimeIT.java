package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.OptionalBinder;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.ReadOptions;
import dal.TenantDatabase;
import dal.cluster.ClusterName;
import dal.cluster.NodeDrain;
import dal.cluster.NodeName;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.config.NodeConfig;
import dal.consistency.Consistency;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.spi.NodeDiscovery;
import dal.spi.Registration;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.guice.TelemetryModule;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of reads and writes when nodes are drained, come and go, fall behind, or both say that they are the primary: all modules, real servers. */
@PostgresTest(replicas = 2, pools = "nodes")
class NodesAtRunTimeIT {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final NodeName REPLICA_1 = NodeName.of("replica-1");
    private static final NodeName REPLICA_2 = NodeName.of("replica-2");

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table noted (id int)");
    }

    @AfterEach
    void resume(PostgresCluster cluster) {
        cluster.replicas().forEach(PostgresNode::resumeReplay);
    }

    @Test
    void aDrainedReplicaIsAskedAgainOnceItIsUndrained(TestDatabase database, PostgresCluster cluster) {
        try (Wired layer = Wired.over(config(database, cluster.replicas()))) {
            List<Integer> replicas =
                    cluster.replicas().stream().map(PostgresNode::port).toList();
            layer.awaitServing(3);
            NodeDrain drain = layer.get(NodeDrain.class);
            drain.drain(MAIN, REPLICA_1);
            for (int i = 0; i < 20; i++) {
                assertThat(layer.port(ReadOptions.defaults())).isEqualTo(replicas.get(1));
            }
            drain.drain(MAIN, REPLICA_2);
            assertThat(layer.port(ReadOptions.defaults()))
                    .isEqualTo(cluster.primary().port());
            drain.undrain(MAIN, REPLICA_1);
            assertThat(layer.port(ReadOptions.defaults())).isEqualTo(replicas.get(0));
        }
    }

    @Test
    void readsAndPoolsFollowTheNodesThatAreDiscovered(TestDatabase database, PostgresCluster cluster) {
        DataAccessConfig config = config(database, cluster.replicas());
        List<NodeConfig> all =
                Objects.requireNonNull(config.clusters().get(MAIN)).nodes();
        Discovered discovered = new Discovered(all.subList(0, 2));
        try (Wired layer = Wired.over(config, discovered)) {
            int first = cluster.replicas().get(0).port();
            int second = cluster.replicas().get(1).port();
            await().untilAsserted(
                            () -> assertThat(layer.port(ReadOptions.defaults())).isEqualTo(first));
            discovered.change(all);
            await().until(() -> layer.port(ReadOptions.defaults()) == second);
            discovered.change(List.of(all.get(0), all.get(2)));
            for (int i = 0; i < 20; i++) {
                assertThat(layer.port(ReadOptions.defaults())).isEqualTo(second);
            }
            await().untilAsserted(() -> assertThat(layer.databases().status().pools())
                    .extracting(pool -> pool.name().node())
                    .contains(REPLICA_2)
                    .doesNotContain(REPLICA_1));
        }
    }

    @Test
    void aBoundOfStalenessLeavesReplicasThatFellBehind(TestDatabase database, PostgresCluster cluster) {
        ReadOptions bounded =
                ReadOptions.defaults().withConsistency(Consistency.boundedStaleness(Duration.ofSeconds(2)));
        try (Wired layer = Wired.over(config(database, cluster.replicas()))) {
            await().until(() -> layer.port(bounded) != cluster.primary().port());
            cluster.replicas().forEach(PostgresNode::pauseReplay);
            layer.tenant().dsl().execute("insert into noted values (1)");
            await().until(() -> layer.port(bounded) == cluster.primary().port());
            assertThat(layer.port(ReadOptions.defaults()))
                    .as("a read without a bound")
                    .isNotEqualTo(cluster.primary().port());
            cluster.replicas().forEach(PostgresNode::resumeReplay);
            await().until(() -> layer.port(bounded) != cluster.primary().port());
        }
    }

    @Test
    void oneServerUnderTwoNamesIsWrittenToUnderTheFirst(TestDatabase database, PostgresCluster cluster) {
        try (Wired layer = Wired.over(config(database, "localhost", List.of(cluster.primary())))) {
            layer.tenant().dsl().execute("insert into noted values (2)");
            await().untilAsserted(() -> assertThat(layer.databases().status().nodes())
                    .extracting(NodeStatus::availability)
                    .containsExactly(NodeAvailability.SERVING, NodeAvailability.DUPLICATE));
            layer.tenant().dsl().execute("insert into noted values (2)");
            assertThat(layer.port(ReadOptions.defaults()))
                    .isEqualTo(cluster.primary().port());
            assertThat(layer.databases().status().alerts())
                    .extracting(Alert::name)
                    .contains("node_named_twice");
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private static DataAccessConfig config(TestDatabase database, List<PostgresNode> replicas) {
        return config(database, "127.0.0.1", replicas);
    }

    /** The same, with that name of this machine for the primary's. */
    private static DataAccessConfig config(TestDatabase database, String primaryHost, List<PostgresNode> replicas) {
        Login login = database.applicationRole();
        return DataAccessConfigReader.read(
                // A node that is merely slow to answer is not to be taken for lost.
                ConfigFactory.parseString("dal.monitor.timeout = 10s"),
                Map.of(
                        "DATABASE_URL",
                        database.uri(database.cluster().primary(), login).replace("127.0.0.1", primaryHost),
                        "DATABASE_REPLICA_URLS",
                        String.join(
                                ",",
                                replicas.stream()
                                        .map(node -> database.uri(node, login))
                                        .toList()),
                        "PG_APP_NAME",
                        "nodes",
                        "PG_POOL_MIN",
                        "0"));
    }

    /** All modules over one configuration. */
    private record Wired(Injector injector) implements AutoCloseable {

        static Wired over(DataAccessConfig config) {
            return new Wired(Guice.createInjector(
                    new CoreModule(config), new RoutingModule(), new TelemetryModule(TelemetryConfig.DEFAULT)));
        }

        static Wired over(DataAccessConfig config, NodeDiscovery discovery) {
            return new Wired(Guice.createInjector(
                    new CoreModule(config),
                    new RoutingModule(),
                    new TelemetryModule(TelemetryConfig.DEFAULT),
                    binder -> OptionalBinder.newOptionalBinder(binder, NodeDiscovery.class)
                            .setBinding()
                            .toInstance(discovery)));
        }

        <T> T get(Class<T> type) {
            return injector.getInstance(type);
        }

        DbConnectionManager databases() {
            return get(DbConnectionManager.class);
        }

        TenantDatabase tenant() {
            return databases().database(TenantId.of("acme"));
        }

        /** Waits until so many nodes have been seen to work. */
        void awaitServing(int nodes) {
            await().untilAsserted(() -> assertThat(databases().status().nodes())
                    .extracting(NodeStatus::availability)
                    .filteredOn(NodeAvailability.SERVING::equals)
                    .hasSize(nodes));
        }

        /** Which server answers a read. */
        int port(ReadOptions options) {
            return tenant().read(
                            options,
                            (DSLContext dsl) -> Objects.requireNonNull(
                                            dsl.fetchSingle("select current_setting('port')::int"))
                                    .get(0, Integer.class));
        }

        @Override
        public void close() {
            databases().close();
        }
    }

    /** Says what the test says. */
    private static final class Discovered implements NodeDiscovery {

        private final List<Consumer<ClusterName>> listeners = new CopyOnWriteArrayList<>();
        private volatile List<NodeConfig> nodes;

        Discovered(List<NodeConfig> nodes) {
            this.nodes = List.copyOf(nodes);
        }

        @Override
        public List<NodeConfig> nodes(ClusterName cluster) {
            return nodes;
        }

        @Override
        public Registration onChange(Consumer<ClusterName> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        void change(List<NodeConfig> now) {
            nodes = List.copyOf(now);
            listeners.forEach(listener -> listener.accept(MAIN));
        }
    }
}
