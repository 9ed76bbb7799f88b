package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
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

    private void observe(Object... nodesAndRoles) {
        List<NodeState> nodes = new ArrayList<>();
        for (int i = 0; i < nodesAndRoles.length; i += 2) {
            nodes.add(new NodeState((NodeName) nodesAndRoles[i], (Role) nodesAndRoles[i + 1], null));
        }
        assertThat(watch.observe(new TopologySnapshot(MAIN, nodes, ++version))).isTrue();
    }

    @Test
    void aNodeThatWasSeenIsLostUntilItIsSeenAgain() {
        observe(A, Role.PRIMARY, B, Role.REPLICA);
        assertThat(watch.isLost(MAIN, B)).isFalse();
        observe(A, Role.PRIMARY, B, Role.UNKNOWN);
        assertThat(watch.isLost(MAIN, B)).isTrue();
        assertThat(watch.isLost(MAIN, A)).isFalse();
        observe(A, Role.PRIMARY, B, Role.UNKNOWN);
        assertThat(watch.isLost(MAIN, B)).isTrue();
        observe(A, Role.PRIMARY, B, Role.REPLICA);
        assertThat(watch.isLost(MAIN, B)).isFalse();
        observe(A, Role.PRIMARY, B, Role.UNKNOWN);
        assertThat(watch.isLost(MAIN, B)).isTrue();
    }

    @Test
    void aNodeThatWasNeverSeenIsNotLost() {
        observe(A, Role.UNKNOWN);
        observe(A, Role.UNKNOWN);
        assertThat(watch.isLost(MAIN, A)).isFalse();
    }

    @Test
    void aNodeThatReturnsAsSomethingElseIsNotLost() {
        observe(A, Role.PRIMARY);
        observe(A, Role.UNKNOWN);
        observe(A, Role.FENCED);
        assertThat(watch.isLost(MAIN, A)).isFalse();
    }

    @Test
    void aNodeThatLeftIsForgotten() {
        observe(A, Role.PRIMARY, B, Role.REPLICA);
        observe(A, Role.PRIMARY, B, Role.UNKNOWN);
        observe(A, Role.PRIMARY);
        assertThat(watch.isLost(MAIN, B)).isFalse();
        observe(A, Role.PRIMARY, B, Role.UNKNOWN);
        assertThat(watch.isLost(MAIN, B)).isFalse();
    }

    @Test
    void anOlderObservationSaysNothing() {
        observe(A, Role.PRIMARY);
        observe(A, Role.UNKNOWN);
        TopologySnapshot older = new TopologySnapshot(MAIN, List.of(new NodeState(A, Role.PRIMARY, null)), version - 1);
        assertThat(watch.observe(older)).isFalse();
        assertThat(watch.isLost(MAIN, A)).isTrue();
    }
}
