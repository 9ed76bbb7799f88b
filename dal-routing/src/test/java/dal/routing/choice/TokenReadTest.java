package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.atLeast;
import static dal.routing.choice.RouterFixture.await;
import static dal.routing.choice.RouterFixture.drained;
import static dal.routing.choice.RouterFixture.freshAsOf;
import static dal.routing.choice.RouterFixture.lost;
import static dal.routing.choice.RouterFixture.onPrimary;
import static dal.routing.choice.RouterFixture.onReplica;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.refuse;
import static dal.routing.choice.RouterFixture.replica;
import static dal.routing.choice.RouterFixture.sampledAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.cluster.ClusterName;
import dal.cluster.PoolPurpose;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.error.InvalidTokenException;
import dal.routing.position.Sample;
import dal.routing.topology.NodeView;
import dal.routing.topology.Upheaval;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteDecision.Wait;
import dal.spi.RouteReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads with a token: what a view says of positions, and what it cannot say. */
class TokenReadTest {

    private static final Use BEHIND = onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_BEHIND);
    private static final Wait CATCHING_UP = new Wait(RouteReason.REPLICAS_BEHIND, Duration.ofMillis(100));

    private final RouterFixture its = new RouterFixture(primary(A, 1, 100), replica(B, 1, 90), replica(C, 1, 100));

    @Test
    void goToAReplicaThatHasReplayedItAndHaveItsServerCheck() {
        for (double draw : new double[] {0, 0.9}) {
            its.draw(draw);
            assertThat(its.read(atLeast(1, 95))).isEqualTo(onReplica(C, RouteReason.REPLICA_CAUGHT_UP, 1, 95));
        }
        assertThat(its.read(atLeast(1, 100))).isEqualTo(onReplica(C, RouteReason.REPLICA_CAUGHT_UP, 1, 100));
    }

    /** What was seen of one server says nothing of the next one under its name. */
    @Test
    void goToTheVeryServerThatHasReplayedIt() {
        Instant started = Instant.parse("2026-01-01T00:00:00.000001Z");
        its.see(
                primary(A, 1, 100),
                new NodeView(B, new Sample(false, 1, new LogPosition(1, 100), null, started, its.now), true));
        for (Consistency asked : List.of(atLeast(1, 100), Consistency.eventual())) {
            assertThat(its.read(asked))
                    .isInstanceOfSatisfying(
                            Use.class, use -> assertThat(use.startedAt()).isEqualTo(started));
        }
    }

    @Test
    void goToThePrimarysSmallPoolWhereNoReplicaHas() {
        assertThat(its.read(atLeast(1, 101))).isEqualTo(BEHIND);
    }

    @Test
    void keepFromThePrimaryWhatAReplicaHasShownAMomentAgo() {
        Wait unsettled = new Wait(RouteReason.REPLICAS_BEHIND, Duration.ofMillis(100));
        assertThat(its.readUnsettled(Duration.ofMillis(80), Duration.ZERO, atLeast(1, 101)))
                .isEqualTo(unsettled);
        assertThat(its.readUnsettled(Duration.ofMillis(80), Duration.ofMillis(79), atLeast(1, 101)))
                .isEqualTo(unsettled);
        assertThat(its.readUnsettled(Duration.ofMillis(80), Duration.ofMillis(80), atLeast(1, 101)))
                .isEqualTo(BEHIND);
    }

    /** None of them has shown anything since: who waited once has waited for all. */
    @Test
    void areKeptFromThePrimaryOnceForEachLossOfAllReplicas() {
        Duration unsettled = Duration.ofMillis(100);
        its.see(new Upheaval(its.ago(Duration.ofMillis(99)), null), primary(A, 1, 100), lost(B));
        assertThat(its.readUnsettled(unsettled, Duration.ZERO, atLeast(1, 100)))
                .isEqualTo(await(RouteReason.REPLICAS_UNAVAILABLE));
        its.pass(Duration.ofMillis(1));
        assertThat(its.readUnsettled(unsettled, Duration.ZERO, atLeast(1, 100)))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE));
        its.see(primary(A, 1, 100), lost(B), drained(replica(C, 1, 100)));
        assertThat(its.readUnsettled(unsettled, Duration.ZERO, atLeast(1, 100)))
                .as("others may be shown something by the drained one yet")
                .isEqualTo(await(RouteReason.REPLICAS_UNAVAILABLE));
    }

    @Test
    void ofAnOlderTimelineAreKeptFromANewPrimaryForAMomentToo() {
        Duration unsettled = Duration.ofMillis(80);
        its.see(new Upheaval(null, its.ago(Duration.ofMillis(20))), primary(A, 2, 100), replica(B, 2, 100));
        assertThat(its.readUnsettled(unsettled, Duration.ofMillis(79), atLeast(1, 10)))
                .isEqualTo(await(RouteReason.TOKEN_OF_OLDER_TIMELINE));
        assertThat(its.readUnsettled(unsettled, unsettled, atLeast(1, 10)))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.TOKEN_OF_OLDER_TIMELINE));
        its.pass(Duration.ofMillis(80));
        assertThat(its.readUnsettled(unsettled, Duration.ZERO, atLeast(1, 10)))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.TOKEN_OF_OLDER_TIMELINE));
    }

    @Test
    void waitForAReplicaThatIsAboutToCatchUp() {
        its.see(primary(A, 1, 100), sampledAt(its.now, freshAsOf(its.ago(Duration.ofMillis(300)), replica(B, 1, 90))));
        assertThat(its.read(atLeast(1, 100))).isEqualTo(CATCHING_UP);
        assertThat(its.readAfter(Duration.ofMillis(99), atLeast(1, 100))).isEqualTo(CATCHING_UP);
        assertThat(its.readAfter(Duration.ofMillis(100), atLeast(1, 100))).isEqualTo(BEHIND);
    }

    @Test
    void waitForNoneThatIsFarBehindOrOfUnknownFreshnessOrExcludedOrOnAnotherTimeline() {
        NodeView far = sampledAt(its.now, freshAsOf(its.ago(Duration.ofMillis(400)), replica(B, 1, 90)));
        its.see(primary(A, 1, 100), far);
        assertThat(its.read(atLeast(1, 100))).isEqualTo(BEHIND);
        its.see(primary(A, 1, 100), sampledAt(its.now, replica(B, 1, 90)));
        assertThat(its.read(atLeast(1, 100))).isEqualTo(BEHIND);
        NodeView near = sampledAt(its.now, freshAsOf(its.now, replica(B, 1, 90)));
        its.see(primary(A, 1, 100), near, far);
        assertThat(its.read(atLeast(1, 100))).isEqualTo(CATCHING_UP);
        its.see(
                primary(A, 1, 100),
                near,
                sampledAt(its.now, freshAsOf(its.ago(Duration.ofMillis(400)), replica(C, 1, 90))));
        assertThat(its.read(atLeast(1, 100), B)).isEqualTo(BEHIND);
        its.see(primary(A, 2, 100), sampledAt(its.now, freshAsOf(its.now, replica(B, 1, 90))));
        assertThat(its.read(atLeast(2, 100))).isEqualTo(BEHIND);
    }

    @Test
    void compareWithoutASign() {
        its.see(primary(A, 1, -1), replica(B, 1, Long.MAX_VALUE));
        assertThat(its.read(atLeast(1, Long.MIN_VALUE)).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
    }

    @Test
    void askForNothingWhereTheTokenIsEmpty() {
        assertThat(its.read(Consistency.atLeast(CommitToken.origin(MAIN))))
                .isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void ofAnOlderTimelineGoToThePrimary() {
        its.see(primary(A, 2, 100), replica(B, 2, 100), replica(C, 1, 900));
        assertThat(its.read(atLeast(1, 10)))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.TOKEN_OF_OLDER_TIMELINE));
    }

    @Test
    void ofANewerTimelineWaitUntilEveryNodeWasLookedAtOnceMore() {
        Duration waited = Duration.ofMillis(20);
        assertThat(its.read(atLeast(2, 10))).isEqualTo(await(RouteReason.TOKEN_OF_NEWER_TIMELINE));
        its.see(sampledAt(its.now, primary(A, 1, 100)), sampledAt(its.ago(Duration.ofMillis(21)), replica(B, 1, 90)));
        assertThat(its.readAfter(waited, atLeast(2, 10))).isEqualTo(await(RouteReason.TOKEN_OF_NEWER_TIMELINE));
        its.see(sampledAt(its.now, primary(A, 1, 100)), lost(B));
        assertThat(its.readAfter(waited, atLeast(2, 10))).isEqualTo(await(RouteReason.TOKEN_OF_NEWER_TIMELINE));
        its.see(sampledAt(its.now, primary(A, 1, 100)), sampledAt(its.ago(Duration.ofMillis(20)), replica(B, 1, 90)));
        assertThat(its.readAfter(waited, atLeast(2, 10))).isEqualTo(refuse(RouteReason.TOKEN_OF_NEWER_TIMELINE));
    }

    @Test
    void ofANewerTimelineDoNotWaitForLongForANodeThatDoesNotAnswer() {
        its.see(sampledAt(its.now, primary(A, 1, 100)), lost(B));
        assertThat(its.readAfter(Duration.ofMillis(1_499), atLeast(2, 10)))
                .isEqualTo(await(RouteReason.TOKEN_OF_NEWER_TIMELINE));
        assertThat(its.readAfter(Duration.ofMillis(1_500), atLeast(2, 10)))
                .isEqualTo(refuse(RouteReason.TOKEN_OF_NEWER_TIMELINE));
    }

    @Test
    void ofANewerTimelineGoToAReplicaThatIsThereAlready() {
        its.see(primary(A, 1, 900), replica(B, 2, 100), replica(C, 1, 900));
        assertThat(its.read(atLeast(2, 100)).reason()).isEqualTo(RouteReason.REPLICA_CAUGHT_UP);
        assertThat(((Use) its.read(atLeast(2, 100))).node()).isEqualTo(B);
    }

    @Test
    void takeNoReplicaOnAnotherTimelineForOneThatHasReplayedIt() {
        its.see(primary(A, 2, 100), replica(B, 1, 900), replica(C, 1, 900));
        assertThat(its.read(atLeast(2, 50)).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
    }

    @Test
    void skipAReplicaOfUnknownPosition() {
        its.see(primary(A, 1, 100), new NodeView(B, new Sample(false, 1, null, 0), true));
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        assertThat(its.read(atLeast(1, 1)).reason()).isEqualTo(RouteReason.REPLICAS_BEHIND);
    }

    @Test
    void ofAnotherClusterAreAnError() {
        CommitToken foreign = new CommitToken(ClusterName.of("other"), new LogPosition(1, 1));
        assertThatThrownBy(() -> its.read(Consistency.atLeast(foreign))).isInstanceOf(InvalidTokenException.class);
        assertThatThrownBy(() -> its.read(new Consistency.BoundedStaleness(Duration.ofSeconds(1), foreign)))
                .isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void stillGoToAReplicaThatHasFailedOnceSinceItsServerChecks() {
        its.fail(C, 1);
        assertThat(its.read(atLeast(1, 100))).isEqualTo(onReplica(C, RouteReason.REPLICA_CAUGHT_UP, 1, 100));
    }
}
