package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.core.testkit.Layer;
import dal.spi.NodeState;
import dal.spi.PoolListener;
import dal.spi.TopologySnapshot;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.tenant.TenantClassName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools that keep no connection idle, of a server that nobody connects to. */
@Timeout(30)
class ConnectionPoolsTest {

    private static final int CLASSES = 64;

    private final Told told = new Told();
    private final DataAccessConfig config = config();
    private final ConnectionPools pools =
            new ConnectionPools(config, new Servers(config, new ConfiguredNodes(config)), Set.of(told));

    private static DataAccessConfig config() {
        DataAccessConfig usual = Layer.config();
        TenantClassConfig some = Objects.requireNonNull(usual.classes().get(Layer.BOUND));
        Map<TenantClassName, TenantClassConfig> classes = IntStream.range(0, CLASSES)
                .mapToObj(number -> new TenantClassConfig(
                        TenantClassName.of("class-" + number),
                        some.cluster(),
                        some.isolation(),
                        some.pools(),
                        some.consistency(),
                        some.statementTimeout(),
                        some.queryTimeout(),
                        some.slowQueryThreshold(),
                        some.eager()))
                .collect(Collectors.toMap(TenantClassConfig::name, Function.identity()));
        return new DataAccessConfig(
                usual.applicationName(),
                usual.clusters(),
                classes,
                new TenantsConfig(Map.of(), null),
                usual.monitor(),
                usual.shutdown());
    }

    private static PoolName name(int number) {
        return new PoolName(
                TenantClassName.of("class-" + number), Layer.CLUSTER, NodeName.of("primary"), PoolPurpose.PRIMARY);
    }

    @AfterEach
    void close() {
        told.let.countDown();
        pools.close();
        assertThat(told.closed).containsExactlyInAnyOrderElementsOf(told.opened);
    }

    @Test
    void aThunderingHerdOpensOnePool() throws Exception {
        told.let.countDown();
        CountDownLatch start = new CountDownLatch(1);
        Set<ConnectionPool> given = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        List<Thread> herd = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            herd.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                given.add(pools.get(name(0)));
            }));
        }
        start.countDown();
        for (Thread thread : herd) {
            thread.join();
        }
        assertThat(told.opened).containsExactly(name(0));
        assertThat(given).hasSize(1);
    }

    @Test
    void aPoolThatOpensSlowlyHoldsUpNobodyWhoAsksForAnother() throws Exception {
        CompletableFuture<ConnectionPool> slow = CompletableFuture.supplyAsync(() -> pools.get(name(0)));
        told.asked.await();
        for (int i = 1; i < CLASSES; i++) {
            assertThat(pools.get(name(i)).name()).isEqualTo(name(i));
        }
        assertThat(slow).isNotDone();
        told.let.countDown();
        assertThat(slow.get().name()).isEqualTo(name(0));
    }

    @Test
    void aPoolIsToldToBeClosedBeforeAnotherOfItsNameIsOpened() {
        told.let.countDown();
        pools.follow(topology(1, Role.PRIMARY));
        ConnectionPool first = pools.get(name(1));

        pools.follow(topology(2, Role.REPLICA));
        assertThat(told.closed).containsExactly(name(1));
        assertThat(told.closers).as("not later, by whoever keeps house").containsExactly(Thread.currentThread());

        pools.follow(topology(3, Role.PRIMARY));
        assertThat(pools.get(name(1))).isNotSameAs(first);
        assertThat(told.opened).containsExactly(name(1), name(1));
    }

    private static TopologySnapshot topology(long version, Role role) {
        return new TopologySnapshot(Layer.CLUSTER, List.of(new NodeState(NodeName.of("primary"), role, null)), version);
    }

    /** Takes its time for the first pool. */
    private static final class Told implements PoolListener {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch let = new CountDownLatch(1);
        private final List<PoolName> opened = new CopyOnWriteArrayList<>();
        private final List<PoolName> closed = new CopyOnWriteArrayList<>();
        private final List<Thread> closers = new CopyOnWriteArrayList<>();

        @Override
        public void opened(PoolName pool, Supplier<PoolStatus> status) {
            opened.add(pool);
            if (pool.equals(name(0))) {
                asked.countDown();
                try {
                    let.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void closed(PoolName pool) {
            closed.add(pool);
            closers.add(Thread.currentThread());
        }
    }
}
