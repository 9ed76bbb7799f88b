package dal.core.pool;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.PoolSizes;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.core.testkit.Layer;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest
@Timeout(60)
class PoolSizesIT {

    private static final PoolName NAME =
            new PoolName(Layer.BOUND, Layer.CLUSTER, NodeName.of("primary"), PoolPurpose.PRIMARY);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Deque<PooledConnection> held = new ArrayDeque<>();
    private Layer layer;
    private ConnectionPools pools;
    private PoolSizes sizes;

    @BeforeEach
    void start(TestDatabase database) {
        layer = Layer.over(database);
        pools = layer.injector().getInstance(ConnectionPools.class);
        sizes = layer.injector().getInstance(PoolSizes.class);
    }

    @AfterEach
    void stop() {
        held.forEach(PooledConnection::giveBack);
        layer.close();
    }

    private ConnectionPool pool() {
        return pools.get(NAME);
    }

    private void hold(int connections) {
        for (int i = 0; i < connections; i++) {
            held.add(take());
        }
    }

    private PooledConnection take() {
        try {
            return pool().take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false);
        } catch (NoConnectionException e) {
            throw new AssertionError(e.kind(), e);
        }
    }

    private CompletableFuture<PooledConnection> waiter() {
        int before = pool().status().waiting();
        CompletableFuture<PooledConnection> given = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> given.complete(take()));
        await().until(() -> pool().status().waiting() > before);
        return given;
    }

    @Test
    void growingServesThoseWhoWait() throws Exception {
        hold(2);
        CompletableFuture<PooledConnection> first = waiter();
        CompletableFuture<PooledConnection> second = waiter();
        sizes.resize(Layer.BOUND, PoolPurpose.PRIMARY, 4, 0);
        held.add(first.get());
        held.add(second.get());
        assertThat(pool().status().active()).isEqualTo(4);
        assertThat(pool().status().max()).isEqualTo(4);
    }

    @Test
    void shrinkingClosesWhatIsIdleAtOnceAndWhatIsInUseAsItComesBack() throws Exception {
        sizes.resize(Layer.BOUND, PoolPurpose.PRIMARY, 6, 0);
        hold(6);
        held.removeFirst().giveBack();
        held.removeFirst().giveBack();
        assertThat(pool().status().idle()).isEqualTo(2);
        sizes.resize(Layer.BOUND, PoolPurpose.PRIMARY, 2, 0);
        assertThat(pool().status().total()).isEqualTo(4);
        assertThat(pool().status().idle()).isZero();
        CompletableFuture<PooledConnection> waiting = waiter();
        held.removeFirst().giveBack();
        held.removeFirst().giveBack();
        assertThat(pool().status().total()).isEqualTo(2);
        assertThat(waiting).as("two are in use, as many as may be").isNotDone();
        held.removeFirst().giveBack();
        held.add(waiting.get());
        assertThat(pool().status().total()).isEqualTo(2);
        assertThat(pool().status().max()).isEqualTo(2);
    }

    @Test
    void connectionsToKeepAreMadeThoughNobodyAsks() {
        take().giveBack();
        sizes.resize(Layer.BOUND, PoolPurpose.PRIMARY, 5, 3);
        await().until(() -> pool().status().idle() == 3);
    }

    @Test
    void aPoolOpenedLaterHasTheSizeToo() {
        sizes.resize(Layer.BOUND, PoolPurpose.PRIMARY, 7, 0);
        layer.database(ACME).dsl().fetch("select 1");
        assertThat(layer.databases().status().pools())
                .singleElement()
                .satisfies(pool -> assertThat(pool.max()).isEqualTo(7));
    }

    @Test
    void whatCannotBeMetIsRefusedAndChangesNothing() {
        assertThat(pool().status().max()).isEqualTo(2);
        assertThatThrownBy(() -> sizes.resize(Layer.BOUND, PoolPurpose.PRIMARY, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("max has to be at least 1", "min has to lie between");
        assertThatThrownBy(() -> sizes.resize(TenantClassName.of("nobody"), PoolPurpose.PRIMARY, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no tenant class 'nobody'");
        assertThat(pool().status().max()).isEqualTo(2);
    }
}
