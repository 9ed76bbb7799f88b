package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.D;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.in;
import static dal.routing.choice.RouterFixture.onReplica;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static dal.routing.choice.RouterFixture.returnedAt;
import static dal.routing.choice.RouterFixture.sampledAt;
import static dal.routing.choice.RouterFixture.weighing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dal.cluster.NodeName;
import dal.consistency.Consistency;
import dal.routing.topology.NodeView;
import dal.spi.RouteReason;
import dal.spi.Router.NodeOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of several replicas that would do. */
class TwoChoicesTest {

    private static final int READS = 20_000;
    private static final Duration WHILE = Duration.ofSeconds(5);

    private final RouterFixture its = new RouterFixture(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1));

    // --- by what their monitors heard ---

    @Test
    void asksAReplicaLastThatHasMissedASample() {
        long inTime = its.ago(Duration.ofMillis(1_275));
        its.see(
                sampledAt(its.now, primary(A, 1, 1)),
                sampledAt(inTime - 1, replica(B, 1, 1)),
                sampledAt(inTime, replica(C, 1, 1)),
                sampledAt(its.now, replica(D, 1, 1)));
        assertThat(its.reachable()).containsExactlyInAnyOrder(C, D);
        assertThat(its.read(Consistency.eventual(), C, D)).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void asksReplicasRatherThanThePrimaryWhereAllHaveMissedASample() {
        long late = its.ago(Duration.ofMillis(1_400));
        its.see(
                sampledAt(its.now, primary(A, 1, 1)),
                sampledAt(late, replica(B, 1, 1)),
                sampledAt(late, replica(C, 1, 1)));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
    }

    // --- by load ---

    @Test
    void takesTheLessBusyOfTwo() {
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        its.router.completed(MAIN, B, NodeOutcome.NOT_USED, 0);
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void takesTheQuickerOfTwoUntilItHasMoreBeforeIt() {
        its.answer(B, Duration.ofNanos(190_000));
        its.answer(C, Duration.ofNanos(100_000));
        for (NodeName next : List.of(C, B, C, C, B)) {
            assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(next, RouteReason.EVENTUAL_READ));
        }
    }

    @Test
    void drawsAmongThreeTheTwoThatRandomSays() {
        its.see(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), replica(D, 1, 1));
        its.answer(B, Duration.ofNanos(100_000));
        its.answer(C, Duration.ofNanos(200_000));
        its.answer(D, Duration.ofNanos(300_000));
        its.draw(0.5, 0.6, 0.9, 0.1);
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        its.router.completed(MAIN, C, NodeOutcome.NOT_USED, 0);
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aNewNodeDoesNotDrawAllWorkBeforeItsFirstAnswer() {
        its.answer(B, Duration.ofNanos(900_000));
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aNodeThatFailsQuicklyDoesNotLookQuick() {
        its.answer(B, Duration.ofNanos(500_000));
        its.answer(C, Duration.ofNanos(600_000));
        its.fail(B, 1);
        assertThat(its.read(Consistency.eventual())).isEqualTo(onReplica(C, RouteReason.EVENTUAL_READ));
    }

    @Test
    void aNodeWhoseReadsAreGivenUpDoesNotLookQuick() {
        its.answer(B, Duration.ofMillis(1));
        its.answer(C, Duration.ofMillis(1));
        its.pass(Duration.ofMillis(100));
        its.complete(B, NodeOutcome.NOT_USED, Duration.ofMillis(20));
        assertThat(its.spread(1)).containsExactly(C);
        its.complete(C, NodeOutcome.NOT_USED, Duration.ofNanos(1));
        its.answer(B, Duration.ofMillis(1));
        assertThat(its.spread(1)).containsExactly(C);
    }

    @Test
    void givesNoNodeMuchMoreThanTwiceItsShareHoweverMuchQuickerItLooks() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        its.drawFrom(random::nextDouble);
        for (int replicas = 2; replicas <= 8; replicas++) {
            List<NodeView> nodes = new ArrayList<>(List.of(primary(A, 1, 1)));
            for (int i = 0; i < replicas; i++) {
                nodes.add(replica(NodeName.of("r" + replicas + i), 1, 1));
            }
            its.see(nodes.toArray(NodeView[]::new));
            for (int i = 0; i < replicas; i++) {
                its.answer(NodeName.of("r" + replicas + i), Duration.ofMillis(i == 0 ? 1 : 50));
            }
            assertThat(its.share(NodeName.of("r" + replicas + 0), READS))
                    .as("of %s replicas, seed %s", replicas, seed)
                    .isCloseTo(2.0 / replicas, within(0.03));
        }
    }

    // --- by weight ---

    @Test
    void givesIdleReplicasTheirSharesByWeight() {
        its.drawFrom(new Random(7)::nextDouble);
        its.see(primary(A, 1, 1), weighing(1, replica(B, 1, 1)), weighing(3, replica(C, 1, 1)));
        assertThat(its.share(C, READS)).isCloseTo(0.75, within(0.02));
        its.see(
                primary(A, 1, 1),
                weighing(1, replica(B, 1, 1)),
                weighing(2, replica(C, 1, 1)),
                weighing(5, replica(D, 1, 1)));
        assertThat(its.share(B, READS)).isCloseTo(1.0 / 8, within(0.02));
        assertThat(its.share(D, READS)).isCloseTo(5.0 / 8, within(0.02));
    }

    @Test
    void fillsBusyReplicasByWeight() {
        its.drawFrom(new Random(7)::nextDouble);
        its.see(primary(A, 1, 1), weighing(1, replica(B, 1, 1)), weighing(3, replica(C, 1, 1)));
        for (int i = 0; i < 400; i++) {
            its.read(Consistency.eventual());
        }
        assertThat(its.router.inFlight(MAIN, C)).isBetween(280, 320);
    }

    @Test
    void asksAReplicaOfNoWeightOnlyWhereNoOtherWillDo() {
        its.see(primary(A, 1, 1), weighing(0, replica(B, 1, 1)), replica(C, 1, 1), weighing(0, replica(D, 1, 1)));
        assertThat(its.reachable()).containsExactly(C);
        its.answer(B, Duration.ofMillis(1));
        its.answer(D, Duration.ofMillis(1));
        its.see(primary(A, 1, 1), weighing(0, replica(B, 1, 1)), weighing(0, replica(D, 1, 1)));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, D);
    }

    // --- by zone ---

    @Test
    void prefersItsOwnZoneAndTurnsToOthersWhereNoneOfItWillDo() {
        RouterFixture zoned = new RouterFixture(
                RouterFixture.inZone("near"),
                primary(A, 1, 1),
                in("far", replica(B, 1, 1)),
                in("near", replica(C, 1, 1)),
                in("near", replica(D, 1, 1)));
        assertThat(zoned.reachable()).containsExactlyInAnyOrder(C, D);
        zoned.answer(B, Duration.ofMillis(1));
        zoned.fail(C, 3);
        assertThat(zoned.reachable()).containsExactly(D);
        zoned.see(primary(A, 1, 1), in("far", replica(B, 1, 1)), replica(D, 1, 1));
        assertThat(zoned.reachable()).containsExactlyInAnyOrder(B, D);
    }

    @Test
    void asksAnotherZoneBeforeAReplicaOfNoWeightInItsOwn() {
        RouterFixture zoned = new RouterFixture(
                RouterFixture.inZone("near"),
                primary(A, 1, 1),
                in("far", replica(B, 1, 1)),
                in("near", weighing(0, replica(C, 1, 1))));
        assertThat(zoned.reachable()).containsExactly(B);
    }

    @Test
    void letsOtherZonesHelpWhileItsOwnWarmsUp() {
        RouterFixture zoned = new RouterFixture(RouterFixture.inZone("near"), primary(A, 1, 1));
        zoned.drawFrom(new Random(7)::nextDouble);
        zoned.see(primary(A, 1, 1), in("far", replica(B, 1, 1)), in("near", returnedAt(zoned.now, replica(C, 1, 1))));
        assertThat(zoned.share(C, READS)).isCloseTo(0.1, within(0.02));
        zoned.pass(WHILE.dividedBy(2));
        assertThat(zoned.share(C, READS)).isCloseTo(0.5, within(0.02));
        zoned.pass(WHILE);
        assertThat(zoned.share(C, READS)).isEqualTo(1);
    }

    // --- by time since it came back ---

    @Test
    void startsAReplicaThatReturnedSlowly() {
        its.drawFrom(new Random(7)::nextDouble);
        its.see(primary(A, 1, 1), replica(B, 1, 1), returnedAt(its.now, replica(C, 1, 1)), replica(D, 1, 1));
        double before = its.share(C, READS);
        assertThat(before).isBetween(0.02, 0.1);
        its.pass(WHILE.dividedBy(2));
        double halfway = its.share(C, READS);
        assertThat(halfway).isBetween(0.15, 0.25);
        its.pass(WHILE.dividedBy(2));
        assertThat(its.share(C, READS)).isCloseTo(1.0 / 3, within(0.02));
    }

    @Test
    void startsItSlowlyHoweverIdleAndQuickItLooks() {
        its.drawFrom(new Random(7)::nextDouble);
        its.see(primary(A, 1, 1), replica(B, 1, 1), returnedAt(its.now, replica(C, 1, 1)), replica(D, 1, 1));
        its.answer(B, Duration.ofMillis(50));
        its.answer(C, Duration.ofMillis(1));
        its.answer(D, Duration.ofMillis(50));
        assertThat(its.share(C, READS)).isLessThan(0.08);
        its.see(primary(A, 1, 1), replica(B, 1, 1), returnedAt(its.now, replica(C, 1, 1)));
        assertThat(its.share(C, READS)).isLessThan(0.12);
    }

    @Test
    void doesNotHoldItsEarlierSlownessAgainstAReplicaThatReturned() {
        its.answer(B, Duration.ofSeconds(5));
        its.answer(C, Duration.ofMillis(1));
        its.pass(Duration.ofSeconds(1));
        long back = its.now;
        its.see(primary(A, 1, 1), returnedAt(back, replica(B, 1, 1)), replica(C, 1, 1));
        its.pass(WHILE);
        assertThat(its.spread(1)).containsExactly(B);
        its.answer(B, Duration.ofMillis(1));
        its.answer(C, Duration.ofMillis(1));
        assertThat(its.spread(1)).containsExactly(B);
    }

    @Test
    void givesAReplicaThatReturnedItsWholeShareAtOnceWhereNothingElseIsSaid() {
        RouterFixture quick =
                new RouterFixture(RouterFixture.with(dal.config.EjectionConfig.DEFAULT), primary(A, 1, 1));
        quick.drawFrom(new Random(7)::nextDouble);
        quick.see(primary(A, 1, 1), replica(B, 1, 1), returnedAt(quick.now, replica(C, 1, 1)));
        assertThat(quick.share(C, READS)).isCloseTo(0.5, within(0.02));
    }

    @Test
    void sharesAmongThoseThatAllReturnedAtOnce() {
        its.drawFrom(new Random(7)::nextDouble);
        its.see(primary(A, 1, 1), returnedAt(its.now, replica(B, 1, 1)), returnedAt(its.now, replica(C, 1, 1)));
        assertThat(Set.copyOf(its.spread(100))).containsExactlyInAnyOrder(B, C);
        assertThat(its.share(C, READS)).isCloseTo(0.5, within(0.02));
    }
}
