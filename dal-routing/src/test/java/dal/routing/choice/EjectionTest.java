package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.D;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.atLeast;
import static dal.routing.choice.RouterFixture.drained;
import static dal.routing.choice.RouterFixture.onPrimary;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static dal.routing.choice.RouterFixture.returnedAt;
import static dal.routing.choice.RouterFixture.sampledAt;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.config.EjectionConfig;
import dal.consistency.Consistency;
import dal.routing.topology.NodeView;
import dal.spi.RouteReason;
import dal.spi.Router.NodeOutcome;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A replica that fails is left alone, and comes back. */
class EjectionTest {

    private static final EjectionConfig CONFIG =
            new EjectionConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 0.5);

    private final RouterFixture its = fixture(CONFIG);

    private RouterFixture fixture(EjectionConfig config) {
        RouterFixture fixture = new RouterFixture(RouterFixture.with(config), primary(A, 1, 1));
        fixture.see(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), replica(D, 1, 1));
        return fixture;
    }

    @Test
    void leavesAReplicaAloneAfterSoManyFailuresInARow() {
        its.fail(B, 2);
        assertThat(its.reachable()).contains(B);
        its.fail(B, 1);
        assertThat(its.reachable()).containsExactlyInAnyOrder(C, D);
        assertThat(its.read(atLeast(1, 1), C, D).reason()).isEqualTo(RouteReason.REPLICAS_UNAVAILABLE);
    }

    @Test
    void startsCountingAnewAfterAnAnswer() {
        for (int i = 0; i < 5; i++) {
            its.fail(B, 2);
            its.answer(B, Duration.ofMillis(1));
        }
        assertThat(its.reachable()).contains(B);
    }

    @Test
    void takesWorkThatNeverReachedItForNeither() {
        its.fail(B, 2);
        its.complete(B, NodeOutcome.NOT_USED, Duration.ZERO);
        assertThat(its.reachable()).contains(B);
        its.fail(B, 1);
        assertThat(its.reachable()).doesNotContain(B);
    }

    @Test
    void takesItBackAfterItsTimeOnceTheMonitorHasSeenItWell() {
        its.fail(B, 3);
        its.pass(Duration.ofMillis(999));
        see(its.now);
        assertThat(its.reachable()).doesNotContain(B);
        its.pass(Duration.ofMillis(1));
        assertThat(its.reachable()).contains(B);
    }

    @Test
    void doesNotTakeItBackWithoutAnAnswerToTheMonitorPutSince() {
        see(its.now);
        its.fail(B, 3);
        its.pass(Duration.ofHours(1));
        assertThat(its.reachable()).doesNotContain(B);
        see(its.ago(Duration.ofMinutes(59)));
        assertThat(its.reachable()).contains(B);
    }

    @Test
    void takesItBackEarlyWhereTheMonitorHadLostItAndSeesItAgain() {
        its.fail(B, 3);
        its.pass(Duration.ofMillis(10));
        its.see(primary(A, 1, 1), returnedAt(its.now, replica(B, 1, 1)), replica(C, 1, 1), replica(D, 1, 1));
        assertThat(its.reachable()).contains(B);
    }

    @Test
    void doesNotTakeAnEarlierReturnForThat() {
        NodeView before = returnedAt(its.now, replica(B, 1, 1));
        its.see(primary(A, 1, 1), before, replica(C, 1, 1), replica(D, 1, 1));
        its.pass(Duration.ofSeconds(1));
        its.fail(B, 3);
        assertThat(its.reachable()).doesNotContain(B);
    }

    @Test
    void countsNoFailureOfWorkBegunBeforeItCameBack() {
        its.see(primary(A, 1, 1), returnedAt(its.now, replica(B, 1, 1)), replica(C, 1, 1), replica(D, 1, 1));
        its.pass(Duration.ofMillis(10));
        for (int i = 0; i < 5; i++) {
            its.complete(B, NodeOutcome.FAILED, Duration.ofMillis(11));
        }
        assertThat(its.reachable()).contains(B);
        for (int i = 0; i < 3; i++) {
            its.complete(B, NodeOutcome.FAILED, Duration.ofMillis(10));
        }
        assertThat(its.reachable()).doesNotContain(B);
    }

    @Test
    void leavesItAloneForTwiceAsLongEachTimeUpToTheLongest() {
        for (int seconds : new int[] {1, 2, 4, 4}) {
            assertThat(ejectedFor()).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void leavesItAloneForLessAgainAfterItWasWellForAWhile() {
        ejectedFor();
        ejectedFor();
        its.pass(Duration.ofSeconds(4));
        assertThat(ejectedFor()).isEqualTo(Duration.ofSeconds(2));
        its.pass(Duration.ofSeconds(40));
        assertThat(ejectedFor()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void takesARandomPartOfTheTimeOff() {
        its.drawFrom(() -> 0.8);
        assertThat(ejectedFor()).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void startsItSlowlyAfterwards() {
        RouterFixture slow = new RouterFixture(
                RouterFixture.config(
                        "", dal.config.LagConfig.DEFAULT, CONFIG, Duration.ofSeconds(5), dal.config.HedgingConfig.OFF),
                primary(A, 1, 1),
                replica(B, 1, 1),
                replica(C, 1, 1));
        slow.fail(B, 3);
        slow.pass(Duration.ofSeconds(1));
        slow.see(primary(A, 1, 1), sampledAt(slow.now, replica(B, 1, 1)), sampledAt(slow.now, replica(C, 1, 1)));
        slow.drawFrom(new Random(7)::nextDouble);
        assertThat(slow.share(B, 10_000)).isBetween(0.03, 0.2);
        slow.pass(Duration.ofSeconds(5));
        assertThat(slow.share(B, 10_000)).isBetween(0.45, 0.55);
    }

    @Test
    void ejectsNoMoreThanTheShareOfTheReplicas() {
        its.fail(B, 3);
        its.fail(C, 30);
        its.fail(D, 30);
        assertThat(its.reachable()).containsExactlyInAnyOrder(C, D);
        RouterFixture all = fixture(new EjectionConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 1));
        Stream.of(B, C, D).forEach(node -> all.fail(node, 3));
        assertThat(all.read(Consistency.eventual()))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE));
        RouterFixture none = fixture(new EjectionConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 0));
        Stream.of(B, C, D).forEach(node -> none.fail(node, 30));
        assertThat(none.reachable()).containsExactlyInAnyOrder(B, C, D);
    }

    @Test
    void ejectsOneOfTwoAndASingleOneToo() {
        its.see(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1));
        its.fail(B, 3);
        assertThat(its.reachable()).containsExactly(C);
        RouterFixture single = new RouterFixture(RouterFixture.with(CONFIG), primary(A, 1, 1), replica(B, 1, 1));
        single.fail(B, 3);
        assertThat(single.read(Consistency.eventual()))
                .isEqualTo(onPrimary(A, PoolPurpose.FALLBACK, RouteReason.REPLICAS_UNAVAILABLE));
    }

    @Test
    void takesBackTheNextToReturnWhereTooManyAreEjectedNowThatOthersAreGone() {
        RouterFixture two = fixture(new EjectionConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 0.7));
        two.fail(B, 3);
        two.pass(Duration.ofMillis(500));
        two.fail(C, 3);
        assertThat(two.reachable()).containsExactly(D);
        two.see(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), drained(replica(D, 1, 1)));
        assertThat(two.reachable()).containsExactly(B);
        two.see(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), replica(D, 1, 1));
        assertThat(two.reachable()).containsExactlyInAnyOrder(B, D);
    }

    @Test
    void hasRoomForAnotherWhereAnEjectedOneIsDrained() {
        its.see(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1));
        its.fail(B, 3);
        its.see(primary(A, 1, 1), drained(replica(B, 1, 1)), replica(C, 1, 1), replica(D, 1, 1));
        its.fail(C, 3);
        assertThat(its.reachable()).containsExactly(D);
    }

    @Test
    void neverEjectsThePrimary() {
        for (int i = 0; i < 10; i++) {
            its.write();
            its.router.completed(MAIN, A, NodeOutcome.FAILED, 1);
        }
        assertThat(its.write()).isEqualTo(onPrimary(A, PoolPurpose.PRIMARY, RouteReason.WRITE));
        its.see(replica(A, 1, 1), primary(B, 2, 1));
        assertThat(its.reachable()).containsExactly(A);
    }

    /** Fails it often enough and tells when it is back. Its monitor sees it well all the time. */
    private Duration ejectedFor() {
        its.pass(Duration.ofMillis(1));
        long begun = its.now;
        its.fail(B, 3);
        assertThat(asksB()).isFalse();
        while (!asksB()) {
            its.pass(Duration.ofMillis(50));
            see(its.now);
        }
        return Duration.ofNanos(its.now - begun);
    }

    private boolean asksB() {
        return its.read(Consistency.eventual(), C, D).reason() == RouteReason.EVENTUAL_READ;
    }

    private void see(long sampledAt) {
        its.see(Stream.of(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), replica(D, 1, 1))
                .map(node -> sampledAt(sampledAt, node))
                .toArray(NodeView[]::new));
    }
}
