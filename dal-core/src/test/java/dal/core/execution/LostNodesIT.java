package dal.core.execution;

import static dal.core.testkit.Async.async;
import static dal.core.testkit.Backends.WHERE_UNLESS_SLOW;
import static dal.core.testkit.Backends.asleep;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Backends.number;
import static dal.core.testkit.Backends.ports;
import static dal.core.testkit.Barrier.PASSED;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.multibindings.OptionalBinder;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.core.pool.ConfiguredNodes;
import dal.core.testkit.Barrier;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.core.testkit.Watched.Ended;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.spi.Execution.Kind;
import dal.spi.NodeDiscovery;
import dal.spi.NodeState;
import dal.spi.Registration;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.transaction.TransactionOptions;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** What waits for a node that its monitor has lost is ended where that is safe, and goes on where it is not. */
@PostgresTest(replicas = 2)
class LostNodesIT extends BreakableNodes {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final NodeName REPLICA1 = NodeName.of("replica1");
    private static final NodeName REPLICA2 = NodeName.of("replica2");

    LostNodesIT() {
        super(Limits.USUAL, "primary", "replica1", "replica2");
    }

    /** A node that was lost gives no connection to look at. */
    @Override
    protected void assertNothingLeft() {
        layer.pools().assertNothingHeld();
    }

    private static int where(DSLContext dsl, PostgresNode... slow) {
        return dsl.fetchSingle(WHERE_UNLESS_SLOW, ports(slow)).get(0, Integer.class);
    }

    @Test
    void aReadOnANodeThatSaysNothingMovesWhenTheNodeIsLost() {
        acme.read(dsl -> where(dsl));
        proxy(first).blackhole(true);
        CompletableFuture<Integer> answered = async(() -> acme.read(dsl -> where(dsl)));
        await().until(() -> layer.pools().active("replica1") == 1);
        layer.routing().observe(REPLICA1, Role.UNKNOWN);
        assertThat(answered.join()).isEqualTo(second.port());
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2");
    }

    /** It was chosen before, and gets its connection after: nobody would end it any more. */
    @Test
    void aReadThatIsOnItsWayToALostNodeMovesToo() {
        acme.read(dsl -> where(dsl));
        layer.routing().lose(REPLICA1);
        int answered = acme.read(dsl -> where(dsl));
        assertThat(answered).isEqualTo(second.port());
    }

    /** Nobody observes it any more, so nobody would find out that it does not answer. */
    @Test
    void aReadOnANodeThatLeavesMoves() {
        acme.read(dsl -> where(dsl));
        proxy(first).blackhole(true);
        CompletableFuture<Integer> answered = async(() -> acme.read(dsl -> where(dsl)));
        await().until(() -> layer.pools().active("replica1") == 1);
        layer.routing()
                .observe(layer.routing().current(Layer.CLUSTER).nodes().stream()
                        .filter(node -> !node.node().equals(REPLICA1))
                        .toArray(NodeState[]::new));
        assertThat(answered.join()).isEqualTo(second.port());
    }

    /** It was chosen by what was known a moment ago. */
    @Test
    void aReadChosenForANodeThatLeftMoves() {
        AtomicBoolean left = new AtomicBoolean();
        try (Layer other = Layer.over(
                database,
                binder -> OptionalBinder.newOptionalBinder(binder, NodeDiscovery.class)
                        .setBinding()
                        .toProvider(new Leaving(left)))) {
            left.set(true);
            assertThat(other.database(ACME).<Integer, RuntimeException>read(dsl -> where(dsl)))
                    .isEqualTo(second.port());
            assertThat(other.routing().unbalanced()).isEmpty();
        }
    }

    /** The nodes of the configuration, without the first replica once that has left. */
    private static final class Leaving implements Provider<NodeDiscovery> {

        private final AtomicBoolean left;

        @Inject
        private DataAccessConfig config;

        Leaving(AtomicBoolean left) {
            this.left = left;
        }

        @Override
        public NodeDiscovery get() {
            ConfiguredNodes configured = new ConfiguredNodes(config);
            return new NodeDiscovery() {
                @Override
                public List<NodeConfig> nodes(ClusterName cluster) {
                    return configured.nodes(cluster).stream()
                            .filter(node -> !left.get() || !node.name().equals(REPLICA1))
                            .toList();
                }

                @Override
                public Registration onChange(Consumer<ClusterName> listener) {
                    return () -> {};
                }
            };
        }
    }

    @Test
    void aReadOnlyTransactionOnALostNodeMayBeRepeatedByItsCaller() {
        CompletableFuture<Throwable> told = async(() -> catchThrowable(() -> acme.inTransaction(
                TransactionOptions.defaults().asReadOnly(), transaction -> where(transaction.dsl(), first))));
        awaitAsleep(database, first, 1);
        layer.routing().observe(REPLICA1, Role.UNKNOWN);
        assertThat(told.join())
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.retryable()).isTrue());
        endTheSleeper(first);
    }

    @Test
    void workOnOtherNodesGoesOn() {
        CompletableFuture<Integer> answered;
        try (Barrier barrier = Barrier.on(database, first)) {
            answered = async(() -> acme.read(dsl ->
                    dsl.fetchSingle("select inet_server_port(), " + PASSED).get(0, Integer.class)));
            barrier.awaitOne();
            layer.routing().observe(REPLICA2, Role.UNKNOWN);
        }
        assertThat(answered.join()).isEqualTo(first.port());
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    @Test
    void aWriteOnANodeOutOfSightGoesOn() {
        CompletableFuture<Integer> rows;
        try (Barrier barrier = Barrier.on(database, primary)) {
            rows = async(() -> acme.dsl().execute("insert into note (id, text) select 10, " + PASSED));
            barrier.awaitOne();
            layer.routing().observe(PRIMARY, Role.UNKNOWN);
        }
        assertThat(rows.join()).isEqualTo(1);
    }

    @Test
    void aWriteOnAFencedNodeIsEndedAndItsOutcomeIsSaidToBeUnknown() {
        CompletableFuture<Throwable> told = async(() ->
                catchThrowable(() -> acme.dsl().execute("insert into note (id, text) select 10, pg_sleep(60)::text")));
        awaitAsleep(database, primary, 1);
        layer.routing().observe(PRIMARY, Role.FENCED);
        assertThat(told.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        endTheSleeper(primary);
        assertThat(number(database, primary, "select count(*) from note where id = 10"))
                .isZero();
    }

    /** It was restarted for that, and answers nothing that it was asked before. */
    @Test
    void workOnAPrimaryThatCameBackAsAReplicaIsEnded() {
        CompletableFuture<Throwable> told = async(() ->
                catchThrowable(() -> acme.dsl().execute("insert into note (id, text) select 10, pg_sleep(60)::text")));
        awaitAsleep(database, primary, 1);
        layer.routing().observe(PRIMARY, Role.REPLICA);
        assertThat(told.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        endTheSleeper(primary);
    }

    @Test
    void aTransactionOnAFencedNodeMayBeRepeatedByItsCaller() {
        CompletableFuture<Throwable> told = async(() -> catchThrowable(() -> acme.inTransaction(transaction -> {
            transaction.dsl().deleteFrom(NOTES).execute();
            return transaction.dsl().fetch("select pg_sleep(60)");
        })));
        awaitAsleep(database, primary, 1);
        layer.routing().observe(PRIMARY, Role.FENCED);
        assertThat(told.join())
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.retryable()).isTrue());
        endTheSleeper(primary);
        assertThat(Notes.of(database, "acme")).hasSize(3);
    }

    @Test
    void aReadInABlockMovesWithTheBlock() {
        CompletableFuture<List<Integer>> answered =
                async(() -> acme.read(dsl -> List.of(where(dsl), where(dsl, first), where(dsl))));
        awaitAsleep(database, first, 1);
        layer.routing().observe(REPLICA1, Role.UNKNOWN);
        assertThat(answered.join()).containsExactly(first.port(), second.port(), second.port());
        endTheSleeper(first);
    }

    /** The server notices only when it next writes that its client has gone. */
    private void endTheSleeper(PostgresNode node) {
        number(
                database,
                node,
                "select count(*) filter (where pg_terminate_backend(pid, 30000)) from pg_stat_activity"
                        + " where wait_event = 'PgSleep' and datname = current_database()");
        assertThat(asleep(database, node)).isZero();
    }
}
