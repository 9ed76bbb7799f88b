package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.core.pool.NodeLoss.Kind;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeWatchTest {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final NodeName A = NodeName.of("a");
    private static final NodeName B = NodeName.of("b");

    private final NodeWatch watch = new NodeWatch();
    private long version;

    private List<NodeLoss> observe(Object... nodesAndRoles) {
        List<NodeState> nodes = new ArrayList<>();
        for (int i = 0; i < nodesAndRoles.length; i += 2) {
            nodes.add(new NodeState((NodeName) nodesAndRoles[i], (Role) nodesAndRoles[i + 1], null));
        }
        return watch.observe(new TopologySnapshot(MAIN, nodes, ++version)).orElseThrow();
    }

    private static NodeLoss loss(NodeName node, Role was, Kind kind) {
        return new NodeLoss(MAIN, node, was, kind);
    }

    @Test
    void aNodeThatWasSeenIsLostOnceUntilItIsSeenAgain() {
        assertThat(observe(A, Role.PRIMARY, B, Role.REPLICA)).isEmpty();
        assertThat(observe(A, Role.PRIMARY, B, Role.UNKNOWN)).containsExactly(loss(B, Role.REPLICA, Kind.LOST));
        assertThat(watch.isLost(MAIN, B)).isTrue();
        assertThat(observe(A, Role.PRIMARY, B, Role.UNKNOWN)).isEmpty();
        assertThat(observe(A, Role.PRIMARY, B, Role.REPLICA)).isEmpty();
        assertThat(watch.isLost(MAIN, B)).isFalse();
        assertThat(observe(A, Role.PRIMARY, B, Role.UNKNOWN)).hasSize(1);
    }

    @Test
    void aNodeThatWasNeverSeenIsNotLost() {
        assertThat(observe(A, Role.UNKNOWN)).isEmpty();
        assertThat(observe(A, Role.UNKNOWN)).isEmpty();
        assertThat(watch.isLost(MAIN, A)).isFalse();
        assertThat(observe()).isEmpty();
    }

    @Test
    void aPromotionTellsWhatTheNodesWere() {
        observe(A, Role.PRIMARY, B, Role.REPLICA);
        assertThat(observe(A, Role.FENCED, B, Role.PRIMARY))
                .containsExactlyInAnyOrder(loss(A, Role.PRIMARY, Kind.FENCED), loss(B, Role.REPLICA, Kind.CHANGED));
        assertThat(observe(A, Role.REPLICA, B, Role.PRIMARY)).isEmpty();
    }

    @Test
    void aNodeThatReturnsAsSomethingElseHasChanged() {
        observe(A, Role.PRIMARY);
        observe(A, Role.UNKNOWN);
        assertThat(observe(A, Role.REPLICA)).containsExactly(loss(A, Role.PRIMARY, Kind.CHANGED));
        assertThat(watch.isLost(MAIN, A)).isFalse();
    }

    @Test
    void aNodeThatLeftIsRemovedAndForgotten() {
        observe(A, Role.PRIMARY, B, Role.REPLICA);
        assertThat(observe(A, Role.PRIMARY)).containsExactly(loss(B, Role.REPLICA, Kind.REMOVED));
        assertThat(observe(A, Role.PRIMARY, B, Role.UNKNOWN)).isEmpty();
    }

    @Test
    void anOlderObservationSaysNothing() {
        observe(A, Role.PRIMARY);
        observe(A, Role.UNKNOWN);
        TopologySnapshot older = new TopologySnapshot(MAIN, List.of(new NodeState(A, Role.PRIMARY, null)), version - 1);
        assertThat(watch.observe(older)).isEmpty();
        assertThat(watch.isLost(MAIN, A)).isTrue();
    }
}
