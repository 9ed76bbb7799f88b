package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.D;
import static dal.routing.choice.RouterFixture.atLeast;
import static dal.routing.choice.RouterFixture.await;
import static dal.routing.choice.RouterFixture.drained;
import static dal.routing.choice.RouterFixture.lost;
import static dal.routing.choice.RouterFixture.onPrimary;
import static dal.routing.choice.RouterFixture.onReplica;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.refuse;
import static dal.routing.choice.RouterFixture.replica;
import static dal.routing.choice.RouterFixture.unasked;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.consistency.Consistency;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteDecision.Wait;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.tenant.TenantClassName;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which role answers what, and what is done where none can. */
class ConsistencyRouterTest {

    private final RouterFixture its = new RouterFixture(primary(A, 1, 100), replica(B, 1, 90), replica(C, 1, 100));

    @Test
    void sendsAWriteToThePrimary() {
        assertThat(its.write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void sendsAStrongReadToThePrimarysMainPool() {
        assertThat(its.read(Consistency.strong()))
                .isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.STRONG_READ));
    }

    @Test
    void sendsAnEventualReadToAReplica() {
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void writesToThePrimaryOnTheHigherTimelineWhereTwoClaimToBe() {
        its.see(primary(A, 1, 500), primary(B, 2, 400), replica(C, 2, 400));
        assertThat(its.write()).isEqualTo(onPrimary(B, PoolPurpose.PRIMARY, RouteReason.WRITE));
        its.see(primary(A, 2, 400), primary(B, 1, 500), replica(C, 2, 400));
        assertThat(its.write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void refusesWritesAndStrongReadsWhereTwoPrimariesShareATimeline() {
        its.see(primary(A, 2, 500), primary(B, 2, 400), replica(C, 2, 400), primary(D, 1, 900));
        assertThat(its.write()).isEqualTo(refuse(RouteReason.TWO_PRIMARIES));
        assertThat(its.read(Consistency.strong())).isEqualTo(refuse(RouteReason.TWO_PRIMARIES));
        assertThat(its.read(atLeast(2, 100))).isEqualTo(refuse(RouteReason.TWO_PRIMARIES));
        assertThat(its.read(Consistency.boundedStaleness(Duration.ofHours(1))))
                .isEqualTo(refuse(RouteReason.TWO_PRIMARIES));
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aTieOnAnOlderTimelineIsNoTie() {
        its.see(primary(A, 1, 500), primary(B, 1, 400), primary(C, 2, 300));
        assertThat(its.write()).isEqualTo(onPrimary(C, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void waitsWhereNoPrimaryIsObserved() {
        its.see(lost(A), replica(B, 1, 100));
        assertThat(its.write()).isEqualTo(await(RouteReason.NO_PRIMARY));
        assertThat(its.read(Consistency.strong())).isEqualTo(await(RouteReason.NO_PRIMARY));
    }

    @Test
    void stillReadsFromReplicasWhereNoPrimaryIsObserved() {
        its.see(lost(A), replica(B, 1, 100));
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        assertThat(its.read(atLeast(1, 100))).isEqualTo(onReplica(B, RouteReason.REPLICA_CAUGHT_UP, 1, 100));
        assertThat(its.read(atLeast(1, 101))).isEqualTo(await(RouteReason.NO_PRIMARY));
    }

    @Test
    void waitsUntilTheFirstSamplesAreIn() {
        its.see(unasked(A), unasked(B));
        assertThat(its.write()).isEqualTo(await(RouteReason.NO_PRIMARY));
        assertThat(its.read(Consistency.eventual())).isEqualTo(await(RouteReason.NO_PRIMARY));
        its.see(primary(A, 1, 100), unasked(B));
        assertThat(its.read(Consistency.eventual())).isEqualTo(await(RouteReason.REPLICAS_UNAVAILABLE));
        assertThat(its.write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void readsOfAClusterWithoutReplicasUseThePrimarysMainPool() {
        its.see(primary(A, 2, 100));
        Use expected = onPrimary(A, PoolPurpose.PRIMARY, RouteReason.NO_REPLICAS);
        assertThat(its.read(Consistency.eventual())).isEqualTo(expected);
        assertThat(its.read(Consistency.boundedStaleness(Duration.ofSeconds(1))))
                .isEqualTo(expected);
        assertThat(its.read(atLeast(2, 100))).isEqualTo(expected);
        assertThat(its.read(atLeast(1, 900))).isEqualTo(expected);
        assertThat(its.read(atLeast(3, 1))).isInstanceOf(Wait.class);
        its.see(unasked(A));
        assertThat(its.read(Consistency.eventual())).isInstanceOf(Wait.class);
    }

    @Test
    void readsWhoseReplicasAreUnreachableUseThePrimarysSmallPool() {
        its.see(primary(A, 1, 100), lost(B));
        Use expected = onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE);
        assertThat(its.read(Consistency.eventual())).isEqualTo(expected);
        assertThat(its.read(Consistency.boundedStaleness(Duration.ofSeconds(1))))
                .isEqualTo(expected);
        assertThat(its.read(atLeast(1, 50))).isEqualTo(expected);
    }

    @Test
    void skipsExcludedNodes() {
        assertThat(its.read(Consistency.eventual(), B)).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        assertThat(its.read(Consistency.eventual(), B, C))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE));
        assertThat(its.read(atLeast(1, 95), C).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
    }

    @Test
    void saysThatThePrimaryHasFailedWhereItHasFailedThisWork() {
        assertThat(its.read(Consistency.eventual(), A, B, C)).isEqualTo(await(RouteReason.PRIMARY_UNAVAILABLE));
        assertThat(its.read(Consistency.strong(), A)).isEqualTo(await(RouteReason.PRIMARY_UNAVAILABLE));
        assertThat(its.write(A)).isEqualTo(await(RouteReason.PRIMARY_UNAVAILABLE));
        its.see(lost(A), replica(B, 1, 90));
        assertThat(its.write(A)).isEqualTo(await(RouteReason.NO_PRIMARY));
    }

    @Test
    void sendsNoReadsToDrainedReplicas() {
        its.see(primary(A, 1, 100), drained(replica(B, 1, 100)), replica(C, 1, 100));
        assertThat(its.reachable()).containsExactly(C);
        assertThat(its.read(atLeast(1, 100))).isEqualTo(onReplica(C, RouteReason.REPLICA_CAUGHT_UP, 1, 100));
        its.see(drained(primary(A, 1, 100)), drained(replica(B, 1, 100)), drained(replica(C, 1, 100)));
        assertThat(its.read(Consistency.eventual()))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE));
        assertThat(its.write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void asksSixtyFourReplicasOfMore() {
        List<NodeView> nodes = new ArrayList<>(List.of(primary(A, 1, 1)));
        for (int i = 0; i < 70; i++) {
            nodes.add(replica(NodeName.of("r" + i), 1, 1));
        }
        its.see(nodes.toArray(NodeView[]::new));
        its.drawFrom(new java.util.Random(1)::nextDouble);
        assertThat(Set.copyOf(its.spread(3_000))).hasSize(64);
    }

    @Test
    void givesTheSameDecisionAgainWithoutMakingItAnew() {
        assertThat(its.write()).isSameAs(its.write());
        assertThat(its.read(atLeast(1, 101))).isSameAs(its.read(atLeast(1, 101)));
        assertThat(its.read(Consistency.eventual(), C)).isSameAs(its.read(Consistency.eventual(), C));
    }

    @Test
    void allocatesNothingForAnEventualRead() {
        its.see(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), replica(D, 1, 1));
        RouteRequest request = new RouteRequest(
                RouterFixture.MAIN, TenantClassName.of("standard"), Intent.READ, Consistency.eventual(), Set.of());
        ConsistencyRouter router =
                new ConsistencyRouter(cluster -> its.view, dal.config.RoutingConfig.DEFAULT, RouterFixture.MONITOR);
        int calls = 100_000;
        long warmed = allocatedBy(router, request, calls);
        assertThat(warmed).isNotNegative();
        assertThat(allocatedBy(router, request, calls)).isLessThan(calls);
    }

    private static long allocatedBy(ConsistencyRouter router, RouteRequest request, int calls) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            Use use = (Use) router.route(request);
            router.completed(request.cluster(), use.node(), NodeOutcome.ANSWERED, 100_000 + i);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
