package dal.routing.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.error.InvalidTokenException;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision;
import dal.spi.RouteDecision.Refuse;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteDecision.Wait;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsistencyRouterTest {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final NodeName A = NodeName.of("a");
    private static final NodeName B = NodeName.of("b");
    private static final NodeName C = NodeName.of("c");
    private static final NodeName D = NodeName.of("d");

    private final Deque<Integer> draws = new ArrayDeque<>();
    private long now = 1_000;
    private ClusterView view = cluster(primary(A, 1, 100), replica(B, 1, 90), replica(C, 1, 100));
    private final ConsistencyRouter router = new ConsistencyRouter(
            cluster -> view, Duration.ofMillis(250), bound -> draws.isEmpty() ? 0 : draws.remove() % bound, () -> now);

    @Test
    void sendsAWriteToThePrimary() {
        assertThat(write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void sendsAStrongReadToThePrimarysMainPool() {
        assertThat(read(Consistency.strong())).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.STRONG_READ));
    }

    @Test
    void sendsAnEventualReadToAReplica() {
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void writesToThePrimaryOnTheHigherTimelineWhereTwoClaimToBe() {
        view = cluster(primary(A, 1, 500), primary(B, 2, 400), replica(C, 2, 400));
        assertThat(write()).isEqualTo(onPrimary(B, PoolPurpose.PRIMARY, RouteReason.WRITE));
        view = cluster(primary(A, 2, 400), primary(B, 1, 500), replica(C, 2, 400));
        assertThat(write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void refusesWritesAndStrongReadsWhereTwoPrimariesShareATimeline() {
        view = cluster(primary(A, 2, 500), primary(B, 2, 400), replica(C, 2, 400), primary(D, 1, 900));
        assertThat(write()).isEqualTo(new Refuse(RouteReason.TWO_PRIMARIES));
        assertThat(read(Consistency.strong())).isEqualTo(new Refuse(RouteReason.TWO_PRIMARIES));
        assertThat(read(atLeast(2, 100))).isEqualTo(new Refuse(RouteReason.TWO_PRIMARIES));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aTieOnAnOlderTimelineIsNoTie() {
        view = cluster(primary(A, 1, 500), primary(B, 1, 400), primary(C, 2, 300));
        assertThat(write()).isEqualTo(onPrimary(C, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void waitsWhereNoPrimaryIsObserved() {
        view = cluster(lost(A), replica(B, 1, 100));
        assertThat(write()).isEqualTo(new Wait(RouteReason.NO_PRIMARY, Duration.ofMillis(250)));
        assertThat(read(Consistency.strong())).isEqualTo(new Wait(RouteReason.NO_PRIMARY, Duration.ofMillis(250)));
    }

    @Test
    void stillReadsFromReplicasWhereNoPrimaryIsObserved() {
        view = cluster(lost(A), replica(B, 1, 100));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        assertThat(read(atLeast(1, 100))).isEqualTo(onReplica(B, RouteReason.REPLICA_CAUGHT_UP));
        assertThat(read(atLeast(1, 101))).isEqualTo(new Wait(RouteReason.NO_PRIMARY, Duration.ofMillis(250)));
    }

    @Test
    void waitsUntilTheFirstSamplesAreIn() {
        view = cluster(unasked(A), unasked(B));
        assertThat(write())
                .isInstanceOf(Wait.class)
                .extracting(RouteDecision::reason)
                .isEqualTo(RouteReason.NO_PRIMARY);
        assertThat(read(Consistency.eventual()).reason()).isEqualTo(RouteReason.NO_PRIMARY);
        view = cluster(primary(A, 1, 100), unasked(B));
        assertThat(read(Consistency.eventual())).isInstanceOf(Wait.class);
        assertThat(write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
    }

    @Test
    void readsOfAClusterWithoutReplicasUseThePrimarysMainPool() {
        view = cluster(primary(A, 2, 100));
        Use expected = onPrimary(A, PoolPurpose.PRIMARY, RouteReason.NO_REPLICAS);
        assertThat(read(Consistency.eventual())).isEqualTo(expected);
        assertThat(read(atLeast(2, 100))).isEqualTo(expected);
        assertThat(read(atLeast(1, 900))).isEqualTo(expected);
        assertThat(read(atLeast(3, 1))).isInstanceOf(Wait.class);
        view = cluster(unasked(A));
        assertThat(read(Consistency.eventual())).isInstanceOf(Wait.class);
    }

    @Test
    void readsWhoseReplicasAreUnreachableUseThePrimarysSmallPool() {
        view = cluster(primary(A, 1, 100), lost(B));
        Use expected = onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE);
        assertThat(read(Consistency.eventual())).isEqualTo(expected);
        assertThat(read(atLeast(1, 50))).isEqualTo(expected);
    }

    @Test
    void aTokenGoesToAReplicaThatHasReplayedIt() {
        for (int draw = 0; draw < 2; draw++) {
            draws.add(draw);
            assertThat(read(atLeast(1, 95))).isEqualTo(onReplica(C, RouteReason.REPLICA_CAUGHT_UP));
        }
        assertThat(read(atLeast(1, 100))).isEqualTo(onReplica(C, RouteReason.REPLICA_CAUGHT_UP));
    }

    @Test
    void aTokenThatNoReplicaHasReplayedGoesToThePrimarysSmallPool() {
        assertThat(read(atLeast(1, 101))).isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_BEHIND));
    }

    @Test
    void comparesPositionsWithoutASign() {
        view = cluster(primary(A, 1, -1), replica(B, 1, Long.MAX_VALUE));
        assertThat(read(atLeast(1, Long.MIN_VALUE)).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
    }

    @Test
    void anEmptyTokenIsNoWish() {
        assertThat(read(Consistency.atLeast(CommitToken.origin(MAIN))))
                .isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aTokenOfAnOlderTimelineGoesToThePrimary() {
        view = cluster(primary(A, 2, 100), replica(B, 2, 100), replica(C, 1, 900));
        assertThat(read(atLeast(1, 10)))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.TOKEN_OF_OLDER_TIMELINE));
    }

    @Test
    void aTokenOfANewerTimelineWaits() {
        assertThat(read(atLeast(2, 10)))
                .isEqualTo(new Wait(RouteReason.TOKEN_OF_NEWER_TIMELINE, Duration.ofMillis(250)));
    }

    @Test
    void aTokenOfANewerTimelineGoesToAReplicaThatIsThereAlready() {
        view = cluster(primary(A, 1, 900), replica(B, 2, 100), replica(C, 1, 900));
        assertThat(read(atLeast(2, 100))).isEqualTo(onReplica(B, RouteReason.REPLICA_CAUGHT_UP));
    }

    @Test
    void aReplicaOnAnotherTimelineHasNotReplayedTheToken() {
        view = cluster(primary(A, 2, 100), replica(B, 1, 900), replica(C, 1, 900));
        assertThat(read(atLeast(2, 50)).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
    }

    @Test
    void aReplicaOfUnknownPositionServesOnlyEventualReads() {
        view = cluster(primary(A, 1, 100), new NodeView(B, new Sample(false, 1, null, 0), true));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        assertThat(read(atLeast(1, 1)).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
    }

    @Test
    void refusesATokenOfAnotherCluster() {
        CommitToken foreign = new CommitToken(ClusterName.of("other"), new LogPosition(1, 1));
        assertThatThrownBy(() -> read(Consistency.atLeast(foreign))).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void skipsExcludedNodes() {
        assertThat(read(Consistency.eventual(), B)).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        assertThat(read(Consistency.eventual(), B, C))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE));
        assertThat(read(atLeast(1, 95), C).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
        assertThat(read(Consistency.eventual(), A, B, C)).isInstanceOf(Wait.class);
        assertThat(read(Consistency.strong(), A)).isInstanceOf(Wait.class);
    }

    @Test
    void takesTheLessBusyOfTwo() {
        draws.addAll(List.of(0, 0));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        draws.addAll(List.of(0, 0));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        router.completed(MAIN, B, NodeOutcome.NOT_USED, 0);
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void takesTheQuickerOfTwo() {
        answer(B, 900_000);
        answer(C, 100_000);
        for (int i = 0; i < 8; i++) {
            assertThat(read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        }
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void drawsAmongThreeTheTwoThatRandomSays() {
        view = cluster(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), replica(D, 1, 1));
        answer(B, 100_000);
        answer(C, 200_000);
        answer(D, 300_000);
        draws.addAll(List.of(1, 1, 2, 0));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        router.completed(MAIN, C, NodeOutcome.NOT_USED, 0);
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aNewNodeDoesNotDrawAllWorkBeforeItsFirstAnswer() {
        answer(B, 900_000);
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aNodeThatFailsQuicklyDoesNotLookQuick() {
        answer(B, 500_000);
        answer(C, 600_000);
        read(Consistency.eventual());
        router.completed(MAIN, B, NodeOutcome.FAILED, 1_000);
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
    }

    @Test
    void triesASlowNodeAgainAfterAWhile() {
        answer(B, 2_000_000);
        answer(C, 1_000_000);
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        now += TimeUnit.MINUTES.toNanos(1);
        router.completed(MAIN, C, NodeOutcome.ANSWERED, 1_000_000);
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void believesNoPositionFromBeforeTheLastFailure() {
        view = cluster(primary(A, 1, 100), replica(B, 1, 100));
        assertThat(read(atLeast(1, 100)).reason()).isEqualTo(RouteReason.REPLICA_CAUGHT_UP);
        router.completed(MAIN, B, NodeOutcome.FAILED, 10);
        assertThat(read(atLeast(1, 100)).reason()).isNotEqualTo(RouteReason.REPLICA_CAUGHT_UP);
        assertThat(read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        view = cluster(
                primary(A, 1, 100), new NodeView(B, new Sample(false, 1, new LogPosition(1, 100), now + 1), true));
        assertThat(read(atLeast(1, 100)).reason()).isEqualTo(RouteReason.REPLICA_CAUGHT_UP);
    }

    @Test
    void givesTheSameDecisionAgainWithoutMakingItAnew() {
        assertThat(write()).isSameAs(write());
        assertThat(read(atLeast(1, 101))).isSameAs(read(atLeast(1, 101)));
    }

    private void answer(NodeName node, long duration) {
        NodeName[] others = view.nodes().stream()
                .map(NodeView::node)
                .filter(other -> !other.equals(node))
                .toArray(NodeName[]::new);
        assertThat(((Use) read(Consistency.eventual(), others)).node()).isEqualTo(node);
        router.completed(MAIN, node, NodeOutcome.ANSWERED, duration);
    }

    private RouteDecision write() {
        return router.route(
                new RouteRequest(MAIN, TenantClassName.of("standard"), Intent.WRITE, Consistency.strong(), Set.of()));
    }

    private RouteDecision read(Consistency consistency, NodeName... excluded) {
        return router.route(new RouteRequest(
                MAIN, TenantClassName.of("standard"), Intent.READ, consistency, Set.copyOf(Arrays.asList(excluded))));
    }

    private static Consistency atLeast(int timeline, long lsn) {
        return Consistency.atLeast(new CommitToken(MAIN, new LogPosition(timeline, lsn)));
    }

    private static Use onPrimary(NodeName node, PoolPurpose purpose, RouteReason reason) {
        return new Use(node, Role.PRIMARY, purpose, reason);
    }

    private static Use onReplica(NodeName node, RouteReason reason) {
        return new Use(node, Role.REPLICA, PoolPurpose.REPLICA, reason);
    }

    private static ClusterView cluster(NodeView... nodes) {
        return new ClusterView(MAIN, List.of(nodes));
    }

    private static NodeView primary(NodeName node, int timeline, long lsn) {
        return new NodeView(node, new Sample(true, timeline, new LogPosition(timeline, lsn), 0), true);
    }

    private static NodeView replica(NodeName node, int timeline, long lsn) {
        return new NodeView(node, new Sample(false, timeline, new LogPosition(timeline, lsn), 0), true);
    }

    private static NodeView lost(NodeName node) {
        return new NodeView(node, null, true);
    }

    private static NodeView unasked(NodeName node) {
        return new NodeView(node, null, false);
    }
}
