package dal.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.ConnectionConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.TlsConfig;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.spi.TopologySnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for a replica to reach a position, and how often it is woken. */
class ChangeWaitersTest {

    private static final NodeName A = NodeName.of("a");
    private static final NodeName B = NodeName.of("b");
    private static final NodeName C = NodeName.of("c");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MANY = 200;

    private final AtomicLong now = new AtomicLong(1_000);
    private final AtomicInteger woken = new AtomicInteger();
    private final ClusterState state = new ClusterState(
            ClusterName.of("main"), List.of(config(A, 1), config(B, 2), config(C, 3)), now::get, view -> {});

    @BeforeEach
    void start() {
        primary(1);
        replica(B, 1);
        replica(C, 1);
    }

    @Test
    void wakesOnlyThoseWhosePositionWasReached() {
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int lsn = 2; lsn < 2 + MANY; lsn++) {
            LogPosition wanted = at(1, lsn);
            all.add(waiting(wanted, view -> reached(view, wanted)));
        }
        awaitWaiting(MANY);
        for (int lsn = 2; lsn < 2 + MANY; lsn++) {
            primary(lsn + 10);
            replica(B, lsn);
            replica(C, 1);
        }
        assertThat(all).allSatisfy(one -> assertThat(one.join()).isTrue());
        assertThat(woken).as("once each").hasValue(MANY);
        assertThat(state.waiting()).isZero();
    }

    @Test
    void wakesAllWhenARoleChangesOrANodeIsDrained() {
        CompletableFuture<Boolean> drained =
                waiting(at(1, 100), view -> view.nodes().get(2).drained());
        CompletableFuture<Boolean> lost = waiting(null, view -> view.replicas().size() == 1);
        awaitWaiting(2);
        state.drain(C);
        assertThat(drained.join()).isTrue();
        awaitWaiting(1);
        state.lost(B);
        assertThat(lost.join()).isTrue();
    }

    /** The router had its reasons not to take the first one that had. */
    @Test
    void wakesWhoeverSawAReplicaThereWhenAnotherArrives() {
        replica(B, 50);
        CompletableFuture<Boolean> other = waiting(at(1, 50), view -> count(view, at(1, 50)) == 2);
        awaitWaiting(1);
        replica(B, 60);
        replica(C, 40);
        assertThat(state.waiting()).isOne();
        replica(C, 50);
        assertThat(other.join()).isTrue();
        assertThat(woken).hasValue(1);
    }

    @Test
    void wakesWhoeverWaitsForAReplicaThatReturnedWithLess() {
        replica(B, 50);
        state.lost(B);
        replica(B, 20);
        CompletableFuture<Boolean> again = waiting(at(1, 40), view -> reached(view, at(1, 40)));
        awaitWaiting(1);
        replica(B, 40);
        assertThat(again.join()).isTrue();
    }

    /** No node is on that timeline once each was asked since. */
    @Test
    void wakesWhoeverLooksForATimelineWhenAllNodesWereAsked() {
        now.incrementAndGet();
        CompletableFuture<Boolean> looking = waiting(at(7, 1), view -> woken.get() == 1);
        awaitWaiting(1);
        replica(B, 2);
        primary(3);
        assertThat(state.waiting()).isOne();
        replica(C, 2);
        assertThat(looking.join()).isTrue();
    }

    @Test
    void waitsForNothingThatCameBetweenLookingAndWaiting() throws Exception {
        TopologySnapshot seen = state.view().snapshot();
        replica(B, 50);
        replica(B, 60);
        assertThat(state.awaitChange(seen, at(1, 55), LONG)).isSameAs(state.view());
        seen = state.view().snapshot();
        state.drain(C);
        replica(B, 61);
        assertThat(state.awaitChange(seen, at(1, 99), LONG)).isSameAs(state.view());
        assertThat(state.awaitChange(state.view().snapshot(), at(1, 99), Duration.ZERO))
                .isNull();
        assertThat(state.waiting()).isZero();
    }

    @Test
    void losesNoWakeUpWhereObservationsGoOnMeanwhile() {
        int last = 2_000;
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int lsn = 2; lsn <= last; lsn++) {
            LogPosition wanted = at(1, lsn);
            all.add(waiting(wanted, view -> reached(view, wanted)));
            replica(lsn % 2 == 0 ? B : C, lsn);
        }
        assertThat(all).allSatisfy(one -> assertThat(one.join()).isTrue());
    }

    /** Waits as the router's callers do: looks, decides, waits for what may change that. False if a wait was in vain. */
    private CompletableFuture<Boolean> waiting(@Nullable LogPosition wanted, Predicate<ClusterView> decided) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                ClusterView view = state.view();
                while (!decided.test(view)) {
                    ClusterView changed = state.awaitChange(view.snapshot(), wanted, LONG);
                    if (changed == null) {
                        result.complete(false);
                        return;
                    }
                    woken.incrementAndGet();
                    view = changed;
                }
                result.complete(true);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void awaitWaiting(int waiters) {
        await().until(() -> state.waiting() == waiters);
    }

    private static boolean reached(ClusterView view, LogPosition wanted) {
        return count(view, wanted) > 0;
    }

    private static long count(ClusterView view, LogPosition wanted) {
        return view.replicas().stream()
                .filter(replica -> replica.hasReached(wanted))
                .count();
    }

    private void primary(long lsn) {
        state.observed(A, new Sample(true, 1, at(1, lsn), now.incrementAndGet()));
    }

    private void replica(NodeName node, long lsn) {
        state.observed(node, new Sample(false, 1, at(1, lsn), now.incrementAndGet()));
    }

    private static LogPosition at(int timeline, long lsn) {
        return new LogPosition(timeline, lsn);
    }

    private static NodeConfig config(NodeName name, int port) {
        return new NodeConfig(
                name,
                new ConnectionConfig(
                        "127.0.0.1", port, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of()));
    }
}
