package dal.routing.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import dal.cluster.ClusterName;
import dal.cluster.NodeDrain;
import dal.cluster.NodeName;
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
import dal.consistency.Consistency;
import dal.routing.choice.RoutingStatus;
import dal.routing.topology.FakeDiscovery;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import dal.spi.StatementClassifier;
import dal.spi.StatusContributor;
import dal.spi.Topology;
import dal.status.NodeStatus;
import dal.status.RouteCount;
import dal.tenant.TenantClassName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoutingModuleTest {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final TenantClassName STANDARD = TenantClassName.of("standard");

    private final AtomicInteger attempts = new AtomicInteger();
    private final Injector injector = Guice.createInjector(new RoutingModule(), new AbstractModule() {
        @Override
        protected void configure() {
            bind(DataAccessConfig.class).toInstance(config());
            bind(NodeDiscovery.class).toInstance(new FakeDiscovery(config()));
            bind(NodeConnector.class).toInstance((cluster, node, purpose, timeout) -> {
                attempts.incrementAndGet();
                throw new SQLException("unreachable", "08001");
            });
        }
    });

    @Test
    void bindsWhatCoreAsksForAsSingletons() {
        for (Class<?> door : List.of(Router.class, Topology.class, StatementClassifier.class)) {
            assertThat(injector.getInstance(door)).isSameAs(injector.getInstance(door));
        }
        Object topology = injector.getInstance(Topology.class);
        assertThat(injector.getInstance(NodeDrain.class)).isSameAs(topology);
        assertThat(injector.getInstance(Key.get(new TypeLiteral<Set<LifecycleParticipant>>() {})))
                .singleElement()
                .isSameAs(topology);
        assertThat(injector.getInstance(Key.get(new TypeLiteral<Set<StatusContributor>>() {})))
                .singleElement()
                .isSameAs(injector.getInstance(RoutingStatus.class));
    }

    @Test
    void tellsOfNodesAndOfRoutesToThem() {
        injector.getInstance(Router.class)
                .route(new RouteRequest(MAIN, STANDARD, Intent.READ, Consistency.eventual(), Set.of()));
        StatusContributor status = injector.getInstance(RoutingStatus.class);
        assertThat(status.nodes()).extracting(NodeStatus::node).containsExactly(NodeName.of("a"));
        assertThat(status.routes()).extracting(RouteCount::reason).containsExactly("no_primary");
    }

    @Test
    void observesFromTheFirstQuestionUntilItIsStopped() throws Exception {
        assertThat(attempts).hasValue(0);
        RouteDecision decision = injector.getInstance(Router.class)
                .route(new RouteRequest(MAIN, STANDARD, Intent.READ, Consistency.eventual(), Set.of()));
        assertThat(decision).isEqualTo(new RouteDecision.Wait(RouteReason.NO_PRIMARY, Duration.ofMillis(20)));
        await().untilAtomic(attempts, org.hamcrest.Matchers.greaterThan(2));
        LifecycleParticipant participant = injector.getInstance(
                        Key.get(new TypeLiteral<Set<LifecycleParticipant>>() {}))
                .iterator()
                .next();
        assertThat(participant.phase()).isEqualTo(LifecycleParticipant.Phase.MONITORS);
        participant.stop(Duration.ofSeconds(5));
        int stopped = attempts.get();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("dal-monitor-main"));
        assertThat(attempts).hasValue(stopped);
    }

    @Test
    void neverStartsAfterItWasStopped() throws Exception {
        LifecycleParticipant participant = (LifecycleParticipant) injector.getInstance(Topology.class);
        participant.stop(Duration.ofSeconds(5));
        injector.getInstance(Topology.class).current(MAIN);
        assertThat(attempts).hasValue(0);
    }

    private static DataAccessConfig config() {
        NodeConfig node = new NodeConfig(
                NodeName.of("a"),
                new ConnectionConfig(
                        "127.0.0.1", 5432, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of()));
        return new DataAccessConfig(
                "test",
                Map.of(MAIN, new ClusterConfig(MAIN, List.of(node), null)),
                Map.of(STANDARD, TenantClassConfig.of(STANDARD, MAIN)),
                new TenantsConfig(Map.of(), STANDARD),
                new MonitorConfig(Duration.ofMillis(20), Duration.ofMillis(100)),
                ShutdownConfig.within(Duration.ofSeconds(5)));
    }
}
