package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.D;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.drained;
import static dal.routing.choice.RouterFixture.freshAsOf;
import static dal.routing.choice.RouterFixture.lost;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static dal.routing.choice.RouterFixture.returnedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.consistency.Consistency;
import dal.routing.topology.NodeView;
import dal.spi.Router.NodeOutcome;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import dal.status.RouteCount;
import dal.status.RouteCount.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoutingStatusTest {

    private static final Alert ALERT = new Alert("two-primaries", Alert.Severity.CRITICAL, "main", "Two primaries.");

    private final RouterFixture its = new RouterFixture(primary(A, 1, 100), replica(B, 1, 100));
    private final RoutingStatus status = new RoutingStatus(new FromTopology(), cluster -> its.view, its.router);

    @Test
    void saysWhyANodeIsLeftAlone() {
        its.see(
                primary(A, 2, 100),
                freshAsOf(its.now, replica(B, 2, 100)),
                freshAsOf(its.ago(Duration.ofSeconds(31)), replica(C, 2, 1)),
                returnedAt(its.now, freshAsOf(its.now, replica(D, 2, 100))),
                drained(replica(NodeName.of("e"), 2, 100)),
                lost(NodeName.of("f")),
                primary(NodeName.of("g"), 1, 100),
                freshAsOf(its.now, replica(NodeName.of("h"), 2, 100)));
        its.fail(NodeName.of("h"), 3);
        assertThat(availability())
                .isEqualTo(Map.of(
                        "a", NodeAvailability.SERVING,
                        "b", NodeAvailability.SERVING,
                        "c", NodeAvailability.LAGGING,
                        "d", NodeAvailability.WARMING_UP,
                        "e", NodeAvailability.DRAINED,
                        "f", NodeAvailability.UNREACHABLE,
                        "g", NodeAvailability.FENCED,
                        "h", NodeAvailability.EJECTED));
    }

    @Test
    void saysHowMuchWorkANodeHas() {
        its.read(Consistency.eventual());
        its.read(Consistency.eventual());
        its.write();
        assertThat(status.nodes()).extracting(NodeStatus::inFlight).containsExactly(1, 2);
    }

    @Test
    void saysHowOftenANodeWasLeftAlone() {
        its.fail(B, 2);
        assertThat(status.nodes()).extracting(NodeStatus::ejections).containsOnly(0L);
        its.fail(B, 1);
        assertThat(status.nodes()).extracting(NodeStatus::ejections).containsExactly(0L, 1L);
    }

    @Test
    void saysHowOftenWorkWasRoutedWhereAndWhy() {
        its.read(Consistency.eventual());
        its.read(Consistency.eventual());
        its.write();
        its.hedge(Consistency.eventual(), A);
        its.see(lost(A), replica(B, 1, 100));
        its.write();
        assertThat(status.routes())
                .containsExactlyInAnyOrder(
                        new RouteCount(MAIN, B, Decision.USE, "eventual_read", 2),
                        new RouteCount(MAIN, A, Decision.USE, "write", 1),
                        new RouteCount(MAIN, null, Decision.REFUSE, "no_hedge", 1),
                        new RouteCount(MAIN, null, Decision.WAIT, "no_primary", 1));
    }

    @Test
    void forgetsANodeThatHasLeftOnceItsWorkIsDone() {
        its.fail(B, 2);
        its.read(Consistency.eventual());
        its.write();
        its.see(primary(A, 1, 100));
        assertThat(status.routes()).extracting(RouteCount::node).containsOnly(A, B);
        its.router.completed(MAIN, B, NodeOutcome.ANSWERED, 1);
        its.see(primary(A, 1, 100));
        assertThat(status.routes()).extracting(RouteCount::node).containsOnly(A);

        its.router.completed(MAIN, B, NodeOutcome.FAILED, 1);
        its.see(primary(A, 1, 100), replica(B, 1, 100));
        assertThat(status.routes()).extracting(RouteCount::node).containsOnly(A);
        assertThat(its.router.inFlight(MAIN, B)).isZero();
        its.read(Consistency.eventual());
        assertThat(status.routes()).contains(new RouteCount(MAIN, B, Decision.USE, "eventual_read", 1));
    }

    @Test
    void leavesWhatTheTopologySaysItself() {
        assertThat(status.alerts()).containsExactly(ALERT);
    }

    private Map<String, NodeAvailability> availability() {
        return status.nodes().stream()
                .collect(Collectors.toMap(node -> node.node().value(), NodeStatus::availability));
    }

    /** Calls every node that it reaches serving. */
    private final class FromTopology implements StatusContributor {
        @Override
        public List<NodeStatus> nodes() {
            return its.view.nodes().stream().map(this::node).toList();
        }

        private NodeStatus node(NodeView node) {
            return new NodeStatus(
                    MAIN,
                    node.node(),
                    node.node() + ":5432",
                    node.role(),
                    node.position(),
                    null,
                    node.sample() == null ? NodeAvailability.UNREACHABLE : NodeAvailability.SERVING,
                    0);
        }

        @Override
        public List<Alert> alerts() {
            return List.of(ALERT);
        }
    }
}
