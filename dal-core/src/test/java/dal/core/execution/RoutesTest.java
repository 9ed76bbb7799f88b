package dal.core.execution;

import static dal.core.testkit.Layer.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.config.DataAccessConfig;
import dal.config.HedgingConfig;
import dal.config.RoutingConfig;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer;
import dal.error.CancelledException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.spi.NodeState;
import dal.spi.Registration;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final NodeName REPLICA = NodeName.of("replica1");
    private static final RouteDecision WAIT = new RouteDecision.Wait(RouteReason.NO_PRIMARY, Duration.ofMillis(5));
    private static final RouteDecision SLOW = new RouteDecision.Wait(RouteReason.REPLICAS_BEHIND, Duration.ofHours(1));
    private static final RouteDecision USE =
            new RouteDecision.Use(PRIMARY, Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final FixedRouting routing = new FixedRouting(CLUSTER, List.of(REPLICA));
    private final Routes routes = new Routes(routing, routing, config(1));

    private static DataAccessConfig config(int maxWaiting) {
        RoutingConfig usual = RoutingConfig.DEFAULT;
        DataAccessConfig config = Layer.config();
        return new DataAccessConfig(
                config.applicationName(),
                config.clusters(),
                config.classes(),
                config.tenants(),
                config.monitor(),
                new RoutingConfig(
                        "",
                        usual.lag(),
                        usual.ejection(),
                        usual.slowStart(),
                        usual.catchUpWait(),
                        usual.primaryWait(),
                        maxWaiting,
                        HedgingConfig.OFF),
                config.shutdown());
    }

    private static RouteRequest request(Intent intent, NodeName... excluded) {
        return new RouteRequest(CLUSTER, Layer.BOUND, intent, Consistency.strong(), Set.of(excluded));
    }

    private RouteDecision.Use choose(RouteRequest request, long limit) {
        return routes.choose(request, () -> System.nanoTime() + limit, ErrorContext.NONE);
    }

    @Test
    void asksNothingElseWhereThereIsANode() {
        routing.decide(request -> USE);
        RouteDecision.Use use = routes.choose(
                request(Intent.WRITE),
                () -> {
                    throw new AssertionError("there is no wait");
                },
                ErrorContext.NONE);
        assertThat(use).isSameAs(USE);
        assertThat(routing.requests()).hasSize(1);
    }

    @Test
    void waitsUntilThereIsOne() {
        routing.decide(request -> request.waited() > 0 && routing.requests().size() > 3 ? USE : WAIT);
        assertThat(choose(request(Intent.WRITE), LONG)).isSameAs(USE);
        assertThat(routing.requests())
                .extracting(RouteRequest::waited)
                .isSorted()
                .first()
                .isEqualTo(0L);
    }

    @Test
    void afterAWaitAsksForTheNodesThatFailedAgain() {
        routing.decide(request -> request.excluded().isEmpty() ? USE : WAIT);
        assertThat(choose(request(Intent.READ, REPLICA), LONG)).isSameAs(USE);
    }

    // --- what it waits for ---

    private static final LogPosition WRITTEN = new LogPosition(1, 100);

    private RouteDecision.Use chooseAfter(int waits, RouteRequest request, Waits topology) {
        routing.decide(asked -> routing.requests().size() > waits + 1 ? USE : SLOW);
        return new Routes(routing, topology, config(1))
                .choose(request, () -> System.nanoTime() + LONG, ErrorContext.NONE);
    }

    private static RouteRequest after(LogPosition position, Duration unsettled, NodeName... excluded) {
        return new RouteRequest(
                CLUSTER,
                Layer.BOUND,
                Intent.READ,
                Consistency.atLeast(new CommitToken(CLUSTER, position)),
                Set.of(excluded),
                0,
                unsettled.toNanos());
    }

    @Test
    void waitsForThePositionThatTheReadAsksFor() {
        Waits topology = new Waits(routing);
        chooseAfter(3, after(WRITTEN, Duration.ZERO), topology);
        assertThat(topology.changes).hasSize(3).allMatch(wait -> WRITTEN.equals(wait.position()));
        assertThat(topology.observations).isZero();
    }

    @Test
    void waitsForRolesAloneWhereNoPositionIsAskedFor() {
        for (RouteRequest request :
                List.of(request(Intent.WRITE), request(Intent.READ), after(LogPosition.ORIGIN, Duration.ZERO))) {
            routing.requests().clear();
            Waits topology = new Waits(routing);
            chooseAfter(2, request, topology);
            assertThat(topology.changes).hasSize(2).allMatch(wait -> wait.position() == null);
        }
    }

    @Test
    void asksAgainWithTheNextObservationForANodeThatHadFailedAndThenWaitsLikeOthers() {
        Waits topology = new Waits(routing);
        chooseAfter(3, after(WRITTEN, Duration.ZERO, REPLICA), topology);
        assertThat(topology.observations).isOne();
        assertThat(topology.changes).hasSize(2);
    }

    /** Nothing is observed at that moment. */
    @Test
    void asksAgainWhenThePrimaryMayAnswer() {
        Waits topology = new Waits(routing);
        chooseAfter(1, after(WRITTEN, Duration.ofMillis(40)), topology);
        assertThat(topology.changes.getFirst().limit()).isLessThanOrEqualTo(Duration.ofMillis(40));
        routing.requests().clear();
        topology = new Waits(routing);
        chooseAfter(1, after(WRITTEN, Duration.ZERO), topology);
        assertThat(topology.changes.getFirst().limit()).isLessThanOrEqualTo(RoutingConfig.DEFAULT.catchUpWait());
    }

    /** Remembers what was waited for, and waits for nothing. */
    private static final class Waits implements Topology {

        private record Change(@Nullable LogPosition position, Duration limit) {}

        private final Topology observed;
        private final List<Change> changes = new ArrayList<>();
        private int observations;

        Waits(Topology observed) {
            this.observed = observed;
        }

        @Override
        public TopologySnapshot current(ClusterName cluster) {
            return observed.current(cluster);
        }

        @Override
        public TopologySnapshot awaitNewer(TopologySnapshot seen, Duration limit) {
            observations++;
            return seen;
        }

        @Override
        public TopologySnapshot awaitChange(TopologySnapshot seen, @Nullable LogPosition position, Duration limit) {
            changes.add(new Change(position, limit));
            return seen;
        }

        @Override
        public NodeState probe(ClusterName cluster, NodeName node, Duration limit) throws InterruptedException {
            return observed.probe(cluster, node, limit);
        }

        @Override
        public Registration onChange(Consumer<TopologySnapshot> listener) {
            return observed.onChange(listener);
        }
    }

    @Test
    void endsAtTheDeadlineNamingTheReason() {
        routing.decide(request -> WAIT);
        assertThatExceptionOfType(NodeUnavailableException.class)
                .isThrownBy(() ->
                        choose(request(Intent.WRITE), Duration.ofMillis(30).toNanos()))
                .withMessageContaining("write")
                .withMessageContaining("within")
                .withMessageContaining("no_primary")
                .satisfies(told -> assertThat(told.retryable()).isTrue());
    }

    @Test
    void doesNotWaitWhereItWillNotHelp() {
        routing.decide(request -> new RouteDecision.Refuse(RouteReason.TWO_PRIMARIES));
        assertThatExceptionOfType(NodeUnavailableException.class)
                .isThrownBy(() -> choose(request(Intent.READ), LONG))
                .withMessageContaining("read")
                .withMessageContaining("two_primaries");
        assertThat(routing.requests()).as("decided, and counted, once").hasSize(1);
    }

    @Test
    void refusesWhomItHasNoPlaceFor() {
        AtomicReference<Boolean> open = new AtomicReference<>(false);
        routing.decide(request -> open.get() ? USE : WAIT);
        CompletableFuture<RouteDecision.Use> waiting = CompletableFuture.supplyAsync(
                () -> choose(request(Intent.WRITE), LONG),
                task -> Thread.ofVirtual().start(task));
        await().until(() -> routing.requests().stream().anyMatch(request -> request.waited() > 0));
        assertThatExceptionOfType(NodeUnavailableException.class)
                .isThrownBy(() -> choose(request(Intent.WRITE), LONG))
                .withMessageContaining("too many calls wait for one already")
                .withMessageContaining("routing.max-waiting")
                .satisfies(told -> assertThat(told.retryable()).isTrue());
        open.set(true);
        assertThat(waiting.join()).isSameAs(USE);
        routing.decide(request -> request.waited() > 0 ? USE : WAIT);
        assertThat(choose(request(Intent.WRITE), LONG))
                .as("the place is free again")
                .isSameAs(USE);
    }

    @Test
    void oneTenantsWaitingLeavesAPlaceForAnother() {
        Routes two = new Routes(routing, routing, config(2));
        AtomicReference<Boolean> open = new AtomicReference<>(false);
        routing.decide(request -> open.get() ? USE : WAIT);
        CompletableFuture<RouteDecision.Use> waiting = CompletableFuture.supplyAsync(
                () -> choose(two, Layer.ACME), task -> Thread.ofVirtual().start(task));
        await().until(() -> routing.requests().stream().anyMatch(request -> request.waited() > 0));
        assertThatExceptionOfType(NodeUnavailableException.class)
                .isThrownBy(() -> choose(two, Layer.ACME))
                .withMessageContaining("tenant=acme");
        CompletableFuture<RouteDecision.Use> other = CompletableFuture.supplyAsync(
                () -> choose(two, Layer.GLOBEX), task -> Thread.ofVirtual().start(task));
        int asked = routing.requests().size();
        await().until(() -> other.isDone() || routing.requests().size() > asked + 3);
        open.set(true);
        assertThat(waiting.join()).isSameAs(USE);
        assertThat(other.join()).as("it found a place").isSameAs(USE);
    }

    private static RouteDecision.Use choose(Routes routes, TenantId tenant) {
        return routes.choose(
                request(Intent.WRITE), () -> System.nanoTime() + LONG, ErrorContext.of(tenant, Layer.BOUND));
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        routing.decide(request -> WAIT);
        AtomicReference<Throwable> told = new AtomicReference<>();
        AtomicReference<Boolean> kept = new AtomicReference<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            told.set(catchThrowable(() -> choose(request(Intent.WRITE), LONG)));
            kept.set(Thread.currentThread().isInterrupted());
        });
        await().until(() -> routing.requests().stream().anyMatch(request -> request.waited() > 0));
        waiting.interrupt();
        waiting.join();
        assertThat(told.get()).isInstanceOf(CancelledException.class);
        assertThat(kept.get()).isTrue();
        routing.decide(request -> request.waited() > 0 ? USE : WAIT);
        assertThat(choose(request(Intent.WRITE), LONG))
                .as("its place is free again")
                .isSameAs(USE);
    }
}
