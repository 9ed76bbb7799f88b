package dal.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.spi.NodeState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterViewTest {

    @Test
    void hasNoPrimaryBeforeOneIsObserved() {
        assertThat(view(0, 0).primary()).isNull();
        assertThat(view(0, 0).primariesTie()).isFalse();
    }

    @Test
    void takesTheClaimOnTheHighestTimelineWhereverItStands() {
        for (int[] timelines : new int[][] {{1, 2, 3}, {3, 2, 1}, {1, 3, 1}, {1, 1, 3}, {3, 1, 1}, {0, 3, 0}}) {
            ClusterView view = view(timelines);
            NodeView primary = view.primary();
            assertThat(view.primariesTie()).isFalse();
            assertThat(primary).isNotNull().extracting(NodeView::position).isEqualTo(new LogPosition(3, 1));
        }
    }

    @Test
    void hasNoPrimaryWhereTwoClaimTheHighestTimeline() {
        for (int[] timelines : new int[][] {{2, 2}, {2, 1, 2}, {1, 2, 2}, {2, 2, 1}, {1, 1, 2, 2}}) {
            assertThat(view(timelines).primariesTie()).isTrue();
            assertThat(view(timelines).primary()).isNull();
        }
    }

    @Test
    void saysTheSameToThoseWhoKnowOnlyTheInterface() {
        assertThat(view(0, 2).snapshot().nodes())
                .containsExactly(
                        new NodeState(NodeName.of("n0"), Role.UNKNOWN, null),
                        new NodeState(NodeName.of("n1"), Role.PRIMARY, new LogPosition(2, 1)));
    }

    @Test
    void marksClaimsOnLowerTimelinesAsFenced() {
        assertThat(view(1, 2, 0, 1).snapshot().nodes())
                .extracting(NodeState::role)
                .containsExactly(Role.FENCED, Role.PRIMARY, Role.UNKNOWN, Role.FENCED);
        assertThat(view(1, 2, 0, 1).fenced())
                .extracting(NodeView::node)
                .containsExactly(NodeName.of("n0"), NodeName.of("n3"));
        assertThat(view(2, 1, 2).snapshot().nodes())
                .extracting(NodeState::role)
                .containsExactly(Role.PRIMARY, Role.FENCED, Role.PRIMARY);
    }

    /** Nodes that claim to be the primary on those timelines; 0 for one that says nothing. */
    private static ClusterView view(int... timelines) {
        List<NodeView> nodes = IntStream.range(0, timelines.length)
                .mapToObj(i -> new NodeView(
                        NodeName.of("n" + i),
                        timelines[i] == 0 ? null : new Sample(true, timelines[i], new LogPosition(timelines[i], 1), 0),
                        true))
                .toList();
        return new ClusterView(ClusterName.of("main"), nodes);
    }
}
