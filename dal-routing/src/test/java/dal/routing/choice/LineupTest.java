package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.MONITOR;
import static dal.routing.choice.RouterFixture.onReplica;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;

import dal.config.RoutingConfig;
import dal.consistency.Consistency;
import dal.routing.position.Sample;
import dal.routing.topology.NodeView;
import dal.spi.RouteReason;
import dal.spi.Router.NodeOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who reads are drawn from is kept from one to the next, so what changes it without a new observation has to be noticed all the same. */
class LineupTest {

    private static final Duration MOST_BEHIND = RoutingConfig.DEFAULT.lag().maxTime();

    private final RouterFixture its = new RouterFixture();

    @Test
    void aReplicaThatGetsTooFarBehindByTheClockAloneIsAskedNoMore() {
        its.see(primary(A, 1, 100), fresh(replica(B, 1, 100), its.now), fresh(replica(C, 1, 100), its.now - 1_000));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
        its.pass(MOST_BEHIND.minusNanos(1_000));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
        its.pass(Duration.ofNanos(1));
        assertThat(its.reachable()).containsExactly(B);
    }

    @Test
    void aReplicaThatFallsSilentStandsBackByTheClockAlone() {
        Duration due = MONITOR.interval()
                .plusNanos((long) (MONITOR.interval().toNanos() * MONITOR.jitter()))
                .plus(MONITOR.timeout());
        its.see(
                primary(A, 1, 100),
                heard(replica(B, 1, 100), its.now + due.toNanos()),
                heard(replica(C, 1, 100), its.now));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
        its.pass(due);
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
        its.pass(Duration.ofNanos(1));
        assertThat(its.reachable()).containsExactly(B);
    }

    @Test
    void aReplicaThatFailsIsLeftAloneInTheSameView() {
        its.see(primary(A, 1, 100), replica(B, 1, 100), replica(C, 1, 100));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
        its.fail(C, RoutingConfig.DEFAULT.ejection().failures());
        assertThat(its.reachable()).containsExactly(B);
    }

    @Test
    void aReplicaThatFailedThisReadIsLeftOutOfThisReadAlone() {
        its.see(primary(A, 1, 100), replica(B, 1, 100), replica(C, 1, 100));
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
        assertThat(its.read(Consistency.eventual(), C)).isEqualTo(onReplica(B, RouteReason.EVENTUAL_READ));
        its.router.completed(MAIN, B, NodeOutcome.NOT_USED, 0);
        assertThat(its.reachable()).containsExactlyInAnyOrder(B, C);
    }

    private static NodeView fresh(NodeView of, long asOf) {
        return new NodeView(of.node(), of.sample(), true, "", 1, false, Long.valueOf(asOf), null);
    }

    private static NodeView heard(NodeView of, long at) {
        Sample said = of.sample();
        return new NodeView(
                of.node(),
                new Sample(false, 1, said == null ? null : said.position(), at),
                true,
                "",
                1,
                false,
                null,
                null);
    }
}
