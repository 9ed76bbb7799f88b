package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.await;
import static dal.routing.choice.RouterFixture.freshAsOf;
import static dal.routing.choice.RouterFixture.onPrimary;
import static dal.routing.choice.RouterFixture.onReplica;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static dal.routing.choice.RouterFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.consistency.Consistency;
import dal.consistency.Consistency.BoundedStaleness;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Reads that say how old what they see may be. */
class BoundedStalenessTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Use TOO_STALE = onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_TOO_STALE);

    private final RouterFixture its = new RouterFixture(primary(A, 1, 100));

    @Test
    void goToAReplicaKnownToBeFreshEnoughAndHaveItsServerCheckThePositionThatShowedIt() {
        its.see(
                primary(A, 1, 100),
                freshAsOf(its.ago(LIMIT.plusNanos(1)), replica(B, 1, 80)),
                freshAsOf(its.ago(LIMIT), replica(C, 1, 90)));
        assertThat(its.read(Consistency.boundedStaleness(LIMIT)))
                .isEqualTo(onReplica(C, RouteReason.REPLICA_WITHIN_STALENESS, 1, 90));
    }

    @Test
    void goToThePrimaryAtOnceWhereNoneIs() {
        its.see(
                primary(A, 1, 100),
                freshAsOf(its.ago(LIMIT.plusNanos(1)), replica(B, 1, 80)),
                freshAsOf(null, replica(C, 1, 100)));
        assertThat(its.read(Consistency.boundedStaleness(LIMIT))).isEqualTo(TOO_STALE);
        its.pass(Duration.ofNanos(-1));
        assertThat(its.read(Consistency.boundedStaleness(LIMIT)).reason())
                .isEqualTo(RouteReason.REPLICA_WITHIN_STALENESS);
    }

    @Test
    void takeNoReplicaThatWasComparedWithAPrimarySinceReplaced() {
        its.see(primary(A, 2, 100), freshAsOf(its.now, replica(B, 1, 100)));
        assertThat(its.read(Consistency.boundedStaleness(LIMIT))).isEqualTo(TOO_STALE);
    }

    @Test
    void areNoOlderThanWhatTheSessionHasSeenEither() {
        its.see(primary(A, 1, 100), freshAsOf(its.now, replica(B, 1, 80)), freshAsOf(its.now, replica(C, 1, 90)));
        assertThat(its.read(new BoundedStaleness(LIMIT, token(1, 85))))
                .isEqualTo(onReplica(C, RouteReason.REPLICA_WITHIN_STALENESS, 1, 90));
        assertThat(its.read(new BoundedStaleness(LIMIT, token(1, 95)))).isEqualTo(TOO_STALE);
    }

    @Test
    void withWhatWasSeenOnAnotherTimelineDoAsReadsWithATokenDo() {
        its.see(primary(A, 2, 100), freshAsOf(its.now, replica(B, 2, 100)));
        assertThat(its.read(new BoundedStaleness(LIMIT, token(1, 10))))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.TOKEN_OF_OLDER_TIMELINE));
        assertThat(its.read(new BoundedStaleness(LIMIT, token(3, 10))))
                .isEqualTo(await(RouteReason.TOKEN_OF_NEWER_TIMELINE));
        assertThat(its.read(new BoundedStaleness(LIMIT, token(2, 100))).reason())
                .isEqualTo(RouteReason.REPLICA_WITHIN_STALENESS);
    }

    @Test
    void takeLimitsThatNanosecondsDoNotCount() {
        its.see(primary(A, 1, 100), freshAsOf(its.ago(Duration.ofMinutes(5)), replica(B, 1, 80)));
        assertThat(its.read(Consistency.boundedStaleness(Duration.ofSeconds(Long.MAX_VALUE)))
                        .reason())
                .isEqualTo(RouteReason.REPLICA_WITHIN_STALENESS);
    }
}
