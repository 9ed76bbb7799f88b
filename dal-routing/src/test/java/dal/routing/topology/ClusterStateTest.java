package dal.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ConnectionConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.TlsConfig;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.spi.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterStateTest {

    private static final NodeName A = NodeName.of("a");
    private static final NodeName B = NodeName.of("b");
    private static final NodeName C = NodeName.of("c");

    private final List<List<NodeState>> told = new ArrayList<>();
    private long now = 1_000;
    private final ClusterState state = new ClusterState(
            ClusterName.of("main"),
            List.of(config(A, 1), config(B, 2), config(C, 3)),
            () -> now,
            view -> told.add(view.snapshot().nodes()));

    @Test
    void takesZoneAndWeightFromWhatIsConfigured() {
        state.nodes(List.of(config(A, 1), new NodeConfig(B, connection(2), "north", 3)));
        replica(B, 1, 100);
        state.lost(B);
        replica(B, 1, 100);
        assertThat(node(B).zone()).isEqualTo("north");
        assertThat(node(B).weight()).isEqualTo(3);
        assertThat(node(A).zone()).isEmpty();
    }

    @Test
    void theVersionGrowsWithEachReport() {
        long before = state.view().snapshot().version();
        primary(A, 1, 100);
        primary(A, 1, 100);
        state.lost(B);
        assertThat(state.view().snapshot().version()).isEqualTo(before + 3);
    }

    @Test
    void aReplicaIsAsFreshAsTheLatestSampleOfThePrimaryThatItHasReplayed() {
        primary(A, 1, 100);
        long atHundred = now;
        primary(A, 1, 200);
        replica(B, 1, 150);
        assertThat(node(B).freshAsOf()).isEqualTo(atHundred);
        replica(B, 1, 90);
        assertThat(node(B).freshAsOf()).isNull();
        assertThat(node(A).freshAsOf()).isNull();
    }

    @Test
    void aReplicaGetsFresherWhenThePrimaryTurnsOutToHaveNoMoreThanIt() {
        replica(B, 1, 150);
        replica(C, 1, 140);
        assertThat(node(B).freshAsOf()).isNull();
        primary(A, 1, 150);
        assertThat(node(B).freshAsOf()).isEqualTo(now);
        assertThat(node(C).freshAsOf()).isNull();
        long before = now;
        primary(A, 1, 151);
        assertThat(node(B).freshAsOf()).isEqualTo(before);
    }

    @Test
    void whatTheOldPrimaryHadSaysNothingOfAReplicaOfTheNewOne() {
        primary(A, 1, 100);
        replica(C, 2, 500);
        assertThat(node(C).freshAsOf()).isNull();
        primary(B, 2, 400);
        assertThat(node(C).freshAsOf()).isEqualTo(now);
        primary(A, 1, 100);
        assertThat(node(C).freshAsOf()).isLessThan(now);
    }

    @Test
    void whatOneOfTwoPrimariesHadSaysNothingOfReplicasOnceThereAreTwo() {
        primary(A, 2, 100);
        replica(C, 2, 150);
        assertThat(node(C).freshAsOf()).isNotNull();
        primary(B, 2, 500);
        assertThat(node(C).freshAsOf()).isNull();
        replica(C, 2, 150);
        state.lost(A);
        assertThat(state.view().primary()).isEqualTo(node(B));
        replica(C, 2, 150);
        assertThat(node(C).freshAsOf()).isNull();
    }

    @Test
    void whatAPrimaryHadThatIsGoneSaysNothingOfReplicasOfAnotherOneOfItsNumber() {
        primary(A, 2, 100);
        replica(C, 2, 150);
        state.lost(A);
        assertThat(node(C).freshAsOf()).isNotNull();
        primary(B, 2, 500);
        assertThat(node(C).freshAsOf()).isNull();
        replica(C, 2, 500);
        assertThat(node(C).freshAsOf()).isNotNull();
    }

    @Test
    void freshnessIsForgottenWithTheNode() {
        primary(A, 1, 100);
        replica(B, 1, 100);
        state.lost(B);
        assertThat(node(B).freshAsOf()).isNull();
    }

    @Test
    void aNodeThatWasThereFromTheStartNeverReturned() {
        replica(B, 1, 100);
        replica(B, 1, 100);
        assertThat(node(B).returnedAt()).isNull();
    }

    @Test
    void aNodeReturnsWithItsFirstAnswerAfterItWasLost() {
        replica(B, 1, 100);
        state.lost(B);
        now = 5_000;
        state.observed(B, new Sample(false, 1, at(1, 100), now));
        now = 6_000;
        state.observed(B, new Sample(false, 1, at(1, 100), now));
        assertThat(node(B).returnedAt()).isEqualTo(5_000);
    }

    @Test
    void aDrainedNodeKeepsItsRoleAndReturnsWhenItIsUndrained() {
        replica(B, 1, 100);
        assertThat(state.drain(B)).isTrue();
        assertThat(state.drain(B)).isFalse();
        assertThat(node(B).drained()).isTrue();
        assertThat(node(B).role()).isEqualTo(Role.REPLICA);
        assertThat(node(C).drained()).isFalse();
        replica(B, 1, 100);
        assertThat(node(B).returnedAt()).isNull();
        now = 7_000;
        assertThat(state.undrain(B)).isTrue();
        assertThat(state.undrain(B)).isFalse();
        assertThat(node(B).drained()).isFalse();
        assertThat(node(B).returnedAt()).isEqualTo(7_000);
    }

    @Test
    void aDrainSurvivesTheLossOfItsNodeWhichReturnsWhenBothAreOver() {
        replica(B, 1, 100);
        state.drain(B);
        state.lost(B);
        replica(B, 1, 100);
        assertThat(node(B).drained()).isTrue();
        assertThat(node(B).returnedAt()).isNull();
        state.lost(B);
        state.undrain(B);
        assertThat(node(B).returnedAt()).isNull();
        replica(B, 1, 100);
        assertThat(node(B).returnedAt()).isEqualTo(now);
    }

    @Test
    void drainsOnlyNodesItKnowsAndNamesThose() {
        assertThatThrownBy(() -> state.drain(NodeName.of("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'")
                .hasMessageContaining("[a, b, c]");
        assertThatThrownBy(() -> state.undrain(NodeName.of("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theReplacedPrimaryIsFencedAlsoAfterItsSuccessorIsGone() {
        primary(A, 1, 100);
        assertThat(Objects.requireNonNull(state.view().primary()).node()).isEqualTo(A);
        primary(B, 2, 90);
        assertThat(roles()).containsExactly(Role.FENCED, Role.PRIMARY, Role.UNKNOWN);
        state.lost(B);
        primary(A, 1, 110);
        assertThat(roles()).containsExactly(Role.FENCED, Role.UNKNOWN, Role.UNKNOWN);
        assertThat(state.view().primary()).isNull();
        assertThat(state.view().fenced()).extracting(NodeView::node).containsExactly(A);
        state.nodes(List.of(config(A, 1), config(C, 3)));
        primary(A, 1, 120);
        assertThat(state.view().primary()).isNull();
    }

    @Test
    void aFenceIsForgottenWithItsNode() {
        primary(B, 2, 90);
        primary(A, 1, 100);
        state.lost(A);
        assertThat(state.view().fenced()).isEmpty();
        replica(A, 2, 95);
        assertThat(roles()).containsExactly(Role.REPLICA, Role.PRIMARY, Role.UNKNOWN);
        state.lost(A);
        primary(A, 3, 120);
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.FENCED, Role.UNKNOWN);
    }

    @Test
    void aReplicaOnAHigherTimelineProvesThatSomebodyElseWasPromoted() {
        primary(A, 1, 100);
        replica(C, 2, 100);
        assertThat(roles()).containsExactly(Role.FENCED, Role.UNKNOWN, Role.REPLICA);
        state.lost(C);
        assertThat(state.view().primary()).isNull();
        assertThat(state.view().timeline()).isEqualTo(2);
    }

    @Test
    void aReplicaOnTheSameTimelineProvesNothingEvenIfItReplaysAnother() {
        primary(B, 2, 90);
        replica(C, 2, 95);
        state.lost(B);
        // Promoted from the same parent as b: its timeline has the same number.
        primary(A, 2, 80);
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.UNKNOWN, Role.REPLICA);
        assertThat(Objects.requireNonNull(state.view().primary()).node()).isEqualTo(A);
        // What b had says nothing of the log that a writes now.
        replica(C, 2, 95);
        assertThat(node(C).freshAsOf()).isEqualTo(now - 1);
        primary(B, 2, 90);
        assertThat(state.view().primary()).isNull();
        assertThat(state.view().primariesTie()).isTrue();
    }

    @Test
    void aTieBelowTheNewestTimelineIsNoTie() {
        replica(C, 3, 100);
        primary(A, 2, 100);
        primary(B, 2, 100);
        assertThat(state.view().primariesTie()).isFalse();
        assertThat(roles()).containsExactly(Role.FENCED, Role.FENCED, Role.REPLICA);
    }

    @Test
    void remembersSinceWhenItHasNoReplica() {
        replica(B, 1, 100);
        assertThat(state.view().upheaval().replicasGone()).isNull();
        now = 5_000;
        state.lost(B);
        now = 6_000;
        primary(A, 1, 100);
        state.lost(C);
        assertThat(state.view().upheaval().replicasGone()).isEqualTo(5_000);
        replica(C, 1, 100);
        state.drain(C);
        assertThat(state.view().upheaval().replicasGone()).isNull();
    }

    @Test
    void remembersSinceWhenItsPrimaryLeadsOnItsTimeline() {
        primary(A, 1, 100);
        long first = now;
        primary(A, 1, 200);
        replica(B, 1, 100);
        assertThat(state.view().upheaval().primaryLeads()).isEqualTo(first);
        primary(B, 2, 100);
        assertThat(state.view().upheaval().primaryLeads()).isEqualTo(now);
        primary(C, 2, 100);
        assertThat(state.view().upheaval().primaryLeads()).as("of two").isNull();
        state.lost(B);
        long second = now;
        primary(C, 3, 100);
        assertThat(state.view().upheaval().primaryLeads()).isEqualTo(now).isNotEqualTo(second);
    }

    @Test
    void tellsOfEachChangeOfRolesAndOfNothingElse() {
        primary(A, 1, 100);
        primary(A, 1, 200);
        replica(B, 1, 100);
        replica(B, 1, 200);
        state.drain(B);
        state.settle();
        state.lost(B);
        state.lost(B);
        primary(B, 2, 200);
        assertThat(told)
                .extracting(nodes -> nodes.stream().map(NodeState::role).toList())
                .containsExactly(
                        List.of(Role.PRIMARY, Role.UNKNOWN, Role.UNKNOWN),
                        List.of(Role.PRIMARY, Role.REPLICA, Role.UNKNOWN),
                        List.of(Role.PRIMARY, Role.UNKNOWN, Role.UNKNOWN),
                        List.of(Role.FENCED, Role.PRIMARY, Role.UNKNOWN));
    }

    @Test
    void tellsOfNodesThatCameOrWent() {
        state.nodes(List.of(config(A, 1), config(B, 2)));
        state.nodes(List.of(config(A, 1), config(B, 2)));
        state.nodes(List.of(config(C, 3), config(A, 1), config(B, 2)));
        assertThat(told)
                .extracting(nodes -> nodes.stream().map(NodeState::node).toList())
                .containsExactly(List.of(A, B), List.of(C, A, B));
    }

    @Test
    void aNodeWithAnotherConnectionIsAnotherOne() {
        replica(B, 1, 100);
        state.drain(B);
        told.clear();
        state.nodes(List.of(config(A, 1), config(B, 9), config(C, 3)));
        assertThat(told)
                .extracting(nodes -> nodes.stream().map(NodeState::node).toList())
                .containsExactly(List.of(A, C), List.of(A, B, C));
        assertThat(node(B).role()).isEqualTo(Role.UNKNOWN);
        assertThat(node(B).drained()).isFalse();
        state.observed(config(B, 2), new Sample(false, 1, at(1, 100), now));
        state.lost(config(B, 2));
        assertThat(node(B).attempted()).isFalse();
        state.observed(config(B, 9), new Sample(false, 1, at(1, 100), now));
        assertThat(node(B).role()).isEqualTo(Role.REPLICA);
    }

    @Test
    void isNotMovedByNodesItDoesNotKnow() {
        ClusterView before = state.view();
        primary(NodeName.of("x"), 7, 100);
        state.lost(NodeName.of("x"));
        assertThat(state.view()).isSameAs(before);
        primary(A, 1, 100);
        assertThat(roles()).startsWith(Role.PRIMARY);
    }

    @Test
    void aNodeAddedToARunningClusterUnsettlesNothingAndWarmsUp() {
        state.nodes(List.of(config(A, 1)));
        assertThat(state.view().settled()).isFalse();
        primary(A, 1, 100);
        assertThat(state.view().settled()).isTrue();
        state.nodes(List.of(config(A, 1), config(B, 2)));
        assertThat(state.view().settled()).isTrue();
        replica(B, 1, 100);
        assertThat(node(B).returnedAt()).isEqualTo(now);
    }

    @Test
    void refusesTwoNodesOfOneNameAndKeepsWhatItHad() {
        ClusterView before = state.view();
        assertThatThrownBy(() -> state.nodes(List.of(config(A, 1), config(A, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
        assertThat(state.view()).isSameAs(before);
    }

    private void primary(NodeName node, int timeline, long lsn) {
        now++;
        state.observed(node, new Sample(true, timeline, at(timeline, lsn), now));
    }

    private void replica(NodeName node, int timeline, long lsn) {
        now++;
        state.observed(node, new Sample(false, timeline, at(timeline, lsn), now));
    }

    private NodeView node(NodeName name) {
        @Nullable NodeView found = state.view().node(name);
        return Objects.requireNonNull(found);
    }

    private List<Role> roles() {
        return state.view().snapshot().nodes().stream().map(NodeState::role).toList();
    }

    private static LogPosition at(int timeline, long lsn) {
        return new LogPosition(timeline, lsn);
    }

    private static NodeConfig config(NodeName name, int port) {
        return new NodeConfig(name, connection(port));
    }

    private static ConnectionConfig connection(int port) {
        return new ConnectionConfig(
                "127.0.0.1", port, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of());
    }
}
