package dal.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ConnectionConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.TlsConfig;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.routing.position.ServerId;
import dal.spi.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes that answer and are none of the cluster's servers, or no other ones. */
class MembershipTest {

    private static final NodeName A = NodeName.of("a");
    private static final NodeName B = NodeName.of("b");
    private static final NodeName C = NodeName.of("c");
    private static final long OURS = -7;
    private static final long OTHERS = 8;

    private final List<ClusterView> told = new ArrayList<>();
    private long now = 1_000;
    private final ClusterState state =
            new ClusterState(ClusterName.of("main"), List.of(config(A), config(B), config(C)), () -> now, told::add);

    @Test
    void oneServerUnderTwoNamesIsThePrimaryUnderTheFirst() {
        primary(B, 1, OURS, "one");
        state.lost(A);
        state.lost(C);
        assertThat(state.view().primary()).isEqualTo(node(B));
        primary(A, 1, OURS, "one");
        assertThat(state.view().primary()).isEqualTo(node(A));
        assertThat(state.view().primariesTie()).isFalse();
        assertThat(asides()).containsExactly(null, Aside.DUPLICATE, null);
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.UNKNOWN, Role.UNKNOWN);
        assertThat(node(B).position()).isNull();
    }

    @Test
    void theSecondNameServesOnceTheFirstIsOutOfReach() {
        replica(A, 1, OURS, "one");
        replica(B, 1, OURS, "one");
        replica(C, 1, OURS, "another");
        assertThat(state.view().replicas()).containsExactly(node(A), node(C));
        state.lost(A);
        assertThat(state.view().replicas()).containsExactly(node(B), node(C));
        replica(A, 1, OURS, "one, started anew");
        assertThat(state.view().replicas()).hasSize(3);
    }

    @Test
    void twoServersThatClaimOneTimelineAreATie() {
        primary(A, 2, OURS, "one");
        primary(B, 2, OURS, "another");
        assertThat(state.view().primariesTie()).isTrue();
    }

    @Test
    void whoSetsAsideIsToldThoughNoRoleChanges() {
        state.lost(A);
        state.lost(C);
        primary(B, 1, OURS, "one");
        told.clear();
        primary(C, 1, OURS, "one");
        assertThat(told)
                .singleElement()
                .satisfies(view ->
                        assertThat(Objects.requireNonNull(view.node(C)).aside()).isEqualTo(Aside.DUPLICATE));
    }

    @Test
    void aServerOfAnotherClusterIsNeitherReplicaNorPrimaryAndFencesNobody() {
        primary(A, 1, OURS, "one");
        primary(B, 9, OTHERS, "other");
        replica(C, 9, OTHERS, "others");
        assertThat(state.view().primary()).isEqualTo(node(A));
        assertThat(state.view().replicas()).isEmpty();
        assertThat(state.view().timeline()).isEqualTo(1);
        assertThat(asides()).containsExactly(null, Aside.FOREIGN, Aside.FOREIGN);
        assertThat(node(C).freshAsOf()).isNull();
    }

    @Test
    void aServerOfAnotherClusterIsNoReplicaWhileTwoPrimariesTieEither() {
        primary(A, 1, OURS, "one");
        replica(B, 1, OTHERS, "other");
        replica(B, 1, OTHERS, "other");
        primary(C, 1, OURS, "another");
        assertThat(state.view().primariesTie()).isTrue();
        assertThat(asides()).containsExactly(null, Aside.FOREIGN, null);
        assertThat(state.view().replicas()).isEmpty();
    }

    @Test
    void nobodyIsBelievedBeforeThoseListedBeforeHaveBeenAsked() {
        primary(B, 9, OTHERS, "other");
        replica(C, 1, OURS, "two");
        assertThat(roles()).containsOnly(Role.UNKNOWN);
        assertThat(asides()).containsExactly(null, Aside.UNCONFIRMED, Aside.UNCONFIRMED);
        primary(A, 1, OURS, "one");
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.UNKNOWN, Role.REPLICA);
    }

    @Test
    void theNextOneDecidesWhereTheFirstDoesNotAnswer() {
        replica(B, 1, OURS, "two");
        replica(C, 1, OURS, "three");
        state.lost(A);
        assertThat(roles()).containsExactly(Role.UNKNOWN, Role.REPLICA, Role.REPLICA);
    }

    @Test
    void theNextOneDecidesWhereTheFirstIsStillWaitedForAfterTheStart() {
        replica(B, 1, OURS, "two");
        state.settle();
        assertThat(roles()).containsExactly(Role.UNKNOWN, Role.REPLICA, Role.UNKNOWN);
    }

    @Test
    void aServerOfAnotherClusterDoesNotTakeOverWhileItsOwnAreDown() {
        primary(A, 1, OURS, "one");
        primary(B, 9, OTHERS, "other");
        replica(C, 1, OURS, "three");
        state.lost(A);
        state.lost(C);
        primary(B, 9, OTHERS, "other");
        assertThat(state.view().primary()).isNull();
        assertThat(roles()).containsOnly(Role.UNKNOWN);
    }

    @Test
    void aClusterThatWasMadeAnewIsTakenOnceNoNodeIsOfTheFormerOne() {
        primary(A, 5, OURS, "one");
        replica(B, 5, OURS, "two");
        replica(C, 5, OURS, "three");
        primary(A, 1, OTHERS, "new one");
        replica(B, 1, OTHERS, "new two");
        state.lost(C);
        assertThat(roles()).containsOnly(Role.UNKNOWN);
        replica(C, 1, OTHERS, "new three");
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.REPLICA, Role.REPLICA);
        assertThat(state.view().timeline()).isEqualTo(1);
    }

    @Test
    void whatTheFormerClusterHadSaysNothingOfReplicasOfTheNewOne() {
        primary(A, 1, OURS, "one");
        replica(B, 1, OURS, "two");
        state.nodes(List.of(config(A), config(B)));
        primary(A, 1, OTHERS, "new one");
        replica(B, 1, OTHERS, "new two");
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.REPLICA);
        assertThat(node(B).freshAsOf()).isNull();
        primary(A, 1, OTHERS, "new one");
        assertThat(node(B).freshAsOf()).isEqualTo(now);
    }

    @Test
    void aServerThatWasRestoredToAnEarlierTimelineOfItsClusterStaysFencedOff() {
        primary(A, 5, OURS, "one");
        primary(A, 4, OURS, "one, restored");
        assertThat(roles()).containsExactly(Role.FENCED, Role.UNKNOWN, Role.UNKNOWN);
    }

    @Test
    void othersThatAreListedInTheirPlaceAreAskedBeforeOneOfThemIsBelieved() {
        primary(A, 5, OURS, "one");
        primary(C, 9, OTHERS, "other");
        NodeName d = NodeName.of("d");
        state.nodes(List.of(config(d), config(C)));
        primary(C, 9, OTHERS, "other");
        assertThat(state.view().primary()).isNull();
        primary(d, 1, 3, "of the new cluster");
        assertThat(roles()).containsExactly(Role.PRIMARY, Role.UNKNOWN);
        assertThat(asides()).containsExactly(null, Aside.FOREIGN);
    }

    private void primary(NodeName node, int timeline, long system, String run) {
        observed(node, true, timeline, system, run);
    }

    private void replica(NodeName node, int timeline, long system, String run) {
        observed(node, false, timeline, system, run);
    }

    private void observed(NodeName node, boolean primary, int timeline, long system, String run) {
        now++;
        LogPosition position = new LogPosition(timeline, 100);
        state.observed(node, new Sample(primary, timeline, position, new ServerId(system, run), null, now));
    }

    private NodeView node(NodeName name) {
        return Objects.requireNonNull(state.view().node(name));
    }

    private List<Role> roles() {
        return state.view().snapshot().nodes().stream().map(NodeState::role).toList();
    }

    private List<@Nullable Aside> asides() {
        List<@Nullable Aside> asides = new ArrayList<>();
        state.view().nodes().forEach(node -> asides.add(node.aside()));
        return asides;
    }

    private static NodeConfig config(NodeName name) {
        return new NodeConfig(
                name,
                new ConnectionConfig(
                        name.value(), 5432, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of()));
    }
}
