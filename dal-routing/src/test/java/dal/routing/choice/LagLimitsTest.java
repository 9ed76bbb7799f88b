package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.D;
import static dal.routing.choice.RouterFixture.drained;
import static dal.routing.choice.RouterFixture.freshAsOf;
import static dal.routing.choice.RouterFixture.lost;
import static dal.routing.choice.RouterFixture.onPrimary;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.config.LagConfig;
import dal.consistency.Consistency;
import dal.routing.topology.NodeView;
import dal.spi.RouteReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Reads that say nothing of freshness keep off replicas far behind. */
class LagLimitsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MORE = LIMIT.plusNanos(1);

    private final RouterFixture its = fixture(30, 0, 1);

    @Test
    void leaveOutAReplicaBeyondTheLimitOfTime() {
        its.see(primary(A, 1, 100), old(LIMIT, replica(B, 1, 1)), old(MORE, replica(C, 1, 1)));
        assertThat(its.reachable()).containsExactly(B);
    }

    @Test
    void leaveOutAReplicaOfUnknownFreshnessWhereAnothersIsKnown() {
        its.see(primary(A, 1, 100), old(LIMIT, replica(B, 1, 1)), replica(C, 1, 1));
        assertThat(its.reachable()).containsExactly(B);
        its.see(primary(A, 1, 100), replica(B, 1, 1), replica(C, 1, 1));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
    }

    @Test
    void leaveOutAReplicaBeyondTheLimitOfBytesOnThePrimarysTimeline() {
        RouterFixture bytes = fixture(0, 10, 0);
        bytes.see(primary(A, 2, 100), replica(B, 2, 90), replica(C, 2, 89), replica(D, 1, 1));
        assertThat(bytes.reachable()).containsExactlyInAnyOrder(B, D);
        bytes.see(
                primary(A, 1, Long.MIN_VALUE + 5),
                replica(B, 1, Long.MAX_VALUE - 4),
                replica(C, 1, Long.MAX_VALUE - 5));
        assertThat(bytes.reachable()).containsExactly(B);
        bytes.see(primary(A, 1, 100), replica(B, 1, 200));
        assertThat(bytes.reachable()).containsExactly(B);
    }

    @Test
    void keepTheFreshestWhereFewerThanTheFloorAreWithinThem() {
        its.see(primary(A, 1, 100), old(MORE, replica(B, 1, 1)), old(MORE.plusNanos(1), replica(C, 1, 1)));
        assertThat(its.reachable()).containsExactly(B);
        RouterFixture two = fixture(30, 0, 2);
        two.see(
                primary(A, 1, 100),
                old(MORE.plusNanos(2), replica(B, 1, 1)),
                old(MORE.plusNanos(1), replica(C, 1, 1)),
                old(LIMIT, replica(D, 1, 1)));
        assertThat(two.reachable()).containsExactlyInAnyOrder(C, D);
    }

    @Test
    void keepAllThatAreAsFreshAsTheLastOfTheFloor() {
        its.see(primary(A, 1, 100), old(MORE, replica(B, 1, 1)), old(MORE, replica(C, 1, 1)));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
    }

    @Test
    void countTheFloorAmongThoseThatMayBeAsked() {
        its.see(primary(A, 1, 100), drained(old(Duration.ZERO, replica(B, 1, 1))), old(MORE, replica(C, 1, 1)));
        assertThat(its.reachable()).containsExactly(C);
    }

    @Test
    void leaveTheReadToThePrimaryWhereThereIsNoFloor() {
        RouterFixture none = fixture(30, 0, 0);
        none.see(primary(A, 1, 100), old(MORE, replica(B, 1, 1)));
        assertThat(none.read(Consistency.eventual()))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_TOO_STALE));
    }

    @Test
    void compareReplicasWithTheFreshestWhileThereIsNoPrimary() {
        its.see(
                lost(A),
                old(Duration.ofHours(1), replica(B, 1, 1)),
                old(Duration.ofHours(1).plus(LIMIT), replica(C, 1, 1)),
                old(Duration.ofHours(1).plus(MORE), replica(D, 1, 1)));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
    }

    private NodeView old(Duration age, NodeView replica) {
        return freshAsOf(its.ago(age), replica);
    }

    private static RouterFixture fixture(int seconds, long bytes, int floor) {
        return new RouterFixture(
                RouterFixture.with(new LagConfig(Duration.ofSeconds(seconds), bytes, floor)), primary(A, 1, 100));
    }
}
