package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.D;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.consistency.Consistency;
import dal.spi.RouteDecision.Use;
import dal.spi.Router.NodeOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much of the reads a replica gets that is a lot slower than those beside it, and how it gets its share back. */
class SlowReplicaTest {

    private static final Duration QUICK = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofMillis(10);

    private final Map<NodeName, Duration> latency = new HashMap<>(Map.of(B, SLOW, C, QUICK, D, QUICK));
    private final RouterFixture its =
            new RouterFixture(primary(A, 1, 1), replica(B, 1, 1), replica(C, 1, 1), replica(D, 1, 1));

    private SlowReplicaTest() {
        its.drawFrom(new Random(7)::nextDouble);
        latency.forEach(its::answer);
    }

    /** So many reads at that distance from each other, which each take as long as their replica does: which went where. */
    private List<NodeName> reads(int count, Duration apart) {
        List<NodeName> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            its.pass(apart);
            nodes.add(one());
        }
        return nodes;
    }

    private NodeName one() {
        NodeName node = ((Use) its.read(Consistency.eventual())).node();
        its.router.completed(
                MAIN,
                node,
                NodeOutcome.ANSWERED,
                latency.getOrDefault(node, QUICK).toNanos());
        return node;
    }

    private static long of(NodeName node, List<NodeName> reads) {
        return reads.stream().filter(node::equals).count();
    }

    private int[] inFlight() {
        return new int[] {its.router.inFlight(MAIN, B), its.router.inFlight(MAIN, C), its.router.inFlight(MAIN, D)};
    }

    // --- while it is slow ---

    @Test
    void asksNoSlowReplicaBecauseTheQuickOnesHaveAHandfulOfReadsEach() {
        for (int i = 0; i < 50; i++) {
            its.read(Consistency.eventual());
        }
        assertThat(inFlight()).startsWith(0);
    }

    @Test
    void asksASlowReplicaWhereTheReadsOfTheQuickOnesQueue() {
        for (int i = 0; i < 500; i++) {
            its.read(Consistency.eventual());
        }
        assertThat(inFlight()[0]).isBetween(1, 20);
    }

    @Test
    void asksASlowReplicaWhereItsOwnLatencyIsNoLongerTheException() {
        latency.put(C, SLOW);
        latency.put(D, SLOW);
        reads(1_000, QUICK);
        for (int i = 0; i < 300; i++) {
            its.read(Consistency.eventual());
        }
        assertThat(inFlight()[0]).isBetween(70, 130);
    }

    @Test
    void asksASlowReplicaOnceInFiveHundredReadsAtMost() {
        assertThat(of(B, reads(20_000, Duration.ofMillis(5)))).isBetween(20L, 40L);
    }

    @Test
    void asksASlowReplicaOnceASecondAtMost() {
        assertThat(of(B, reads(50_000, Duration.ofNanos(100_000)))).isBetween(2L, 5L);
    }

    @Test
    void asksSeveralSlowReplicasNoMoreOftenThanOne() {
        latency.put(C, SLOW);
        reads(1_000, QUICK);
        List<NodeName> reads = reads(20_000, QUICK);
        // Of B and C alone one is drawn a third of the time, whatever they look like.
        assertThat(of(D, reads)).isBetween(13_000L, 13_700L);
    }

    @Test
    void spreadsReadsEvenlyOverTheQuickOnesBesideASlowOne() {
        int uneven = 0;
        for (int trial = 0; trial < 500; trial++) {
            List<NodeName> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reads.add(((Use) its.read(Consistency.eventual())).node());
            }
            uneven += Math.abs(of(C, reads) - 4) > 1 ? 1 : 0;
            reads.forEach(node -> its.router.completed(MAIN, node, NodeOutcome.NOT_USED, 0));
        }
        assertThat(uneven).isLessThan(20);
    }

    @Test
    void givesNoQuickReplicaMoreThanTwoThirdsBesideASlowOneHoweverMuchLighterItLooks() {
        latency.put(D, Duration.ofNanos(1_500_000));
        reads(1_000, QUICK);
        assertThat(of(C, reads(20_000, QUICK))).isBetween(13_000L, 13_700L);
    }

    @Test
    void aPauseOfThisProcessDoesNotMakeAQuickReplicaLookSlow() {
        reads(1_000, QUICK);
        for (int pause = 0; pause < 3; pause++) {
            List<NodeName> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(((Use) its.read(Consistency.eventual())).node());
            }
            its.pass(Duration.ofMillis(100));
            waiting.forEach(node -> its.router.completed(MAIN, node, NodeOutcome.ANSWERED, 100_000_000));
            assertThat(reads(100, QUICK)).doesNotContain(B);
        }
    }

    @Test
    void aReplicaThatBecomesSlowIsLeftAfterAFewAnswers() {
        latency.put(B, QUICK);
        reads(10_000, QUICK);
        assertThat(of(B, reads(1_000, QUICK))).isGreaterThan(200);
        latency.put(B, Duration.ofSeconds(2));
        reads(1_000, QUICK);
        assertThat(of(B, reads(1_000, QUICK))).isLessThanOrEqualTo(2);
    }

    @Test
    void oneLongReportDoesNotKeepItsReplicaFromBeingAsked() {
        latency.put(B, QUICK);
        reads(10_000, QUICK);
        its.answer(B, Duration.ofSeconds(30));
        reads(3_000, QUICK);
        assertThat(of(B, reads(1_000, QUICK))).isGreaterThan(200);
    }

    // --- once it is well again ---

    @Test
    void givesAReplicaThatIsWellAgainItsShareWithinSeconds() {
        latency.put(B, Duration.ofSeconds(5));
        reads(10_000, QUICK);
        assertThat(of(B, reads(1_000, QUICK))).isLessThanOrEqualTo(2);
        latency.put(B, QUICK);
        reads(5_000, QUICK);
        assertThat(of(B, reads(1_000, QUICK))).isGreaterThan(200);
    }

    @Test
    void givesItItsShareWithinAMinuteWhereReadsAreFew() {
        latency.put(B, Duration.ofSeconds(5));
        reads(10_000, QUICK);
        latency.put(B, QUICK);
        List<NodeName> within = reads(60, Duration.ofSeconds(1));
        assertThat(within).contains(B);
        assertThat(within.subList(0, 19)).doesNotContain(B);
        assertThat(of(B, reads(100, Duration.ofSeconds(1)))).isGreaterThan(20);
    }

    @Test
    void asksASlowReplicaInOneOfTwentyReadsAtMostHoweverFewTheyAre() {
        assertThat(of(B, reads(2_000, Duration.ofMinutes(1)))).isBetween(50L, 100L);
    }

    @Test
    void asksItInNoReadBesideOneThatFindsOutAlready() {
        reads(10_000, QUICK);
        List<NodeName> asked = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            its.pass(QUICK);
            NodeName node = ((Use) its.read(Consistency.eventual())).node();
            asked.add(node);
            if (!node.equals(B)) {
                its.router.completed(MAIN, node, NodeOutcome.ANSWERED, QUICK.toNanos());
            }
        }
        assertThat(of(B, asked)).isEqualTo(1);
    }
}
