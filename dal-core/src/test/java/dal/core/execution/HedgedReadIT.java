package dal.core.execution;

import static dal.core.testkit.Async.async;
import static dal.core.testkit.Backends.WHERE_UNLESS_SLOW;
import static dal.core.testkit.Backends.asleep;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Backends.ports;
import static dal.core.testkit.Backends.terminate;
import static dal.core.testkit.Barrier.PASSED;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.multibindings.Multibinder;
import dal.Session;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.LogPosition;
import dal.core.lifecycle.WorkGate;
import dal.core.testkit.Barrier;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Watched.Ended;
import dal.error.CancelledException;
import dal.error.ConnectionLostException;
import dal.error.StatementFailedException;
import dal.spi.Execution.Kind;
import dal.spi.LocalSetting;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second replica is asked while the first takes long: whichever answers first wins, and the other leaves nothing behind. */
@PostgresTest(replicas = 2)
class HedgedReadIT extends BreakableNodes {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final NodeName REPLICA1 = NodeName.of("replica1");
    private static final NodeName REPLICA2 = NodeName.of("replica2");

    private WireProxy toSecond;

    HedgedReadIT() {
        super(Limits.USUAL.withConnections(1).withStatement(Duration.ofSeconds(30)), "replica2");
    }

    @BeforeEach
    void hedge() {
        toSecond = proxy(second);
        open(layer, REPLICA2);
        open(layer, REPLICA1);
        watched.ended().clear();
        layer.routing().requests().clear();
        layer.routing().ended().clear();
        layer.routing().hedgeAfter(SOON);
    }

    /** Has a connection made there. */
    private static void open(Layer layer, NodeName node) {
        layer.routing()
                .decide(request ->
                        new RouteDecision.Use(node, Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ));
        layer.database(ACME).read(dsl -> dsl.fetch("select 1"));
        layer.routing().decide(request -> null);
    }

    @Override
    protected void assertNothingLeft() {
        awaitNothingHeld();
        super.assertNothingLeft();
    }

    /** What lost gives its connection back when its server has let go of it. */
    private void awaitNothingHeld() {
        await().untilAsserted(() -> layer.pools().assertNothingHeld());
        assertThat(layer.injector().getInstance(WorkGate.class).running()).isEmpty();
    }

    private int where(PostgresNode... slow) {
        return acme.read(dsl -> where(dsl, slow));
    }

    private static int where(DSLContext dsl, PostgresNode... slow) {
        return dsl.fetchSingle(WHERE_UNLESS_SLOW, ports(slow)).get(0, Integer.class);
    }

    private static int behindTheBarrier(DSLContext dsl) {
        return dsl.fetchSingle("select inet_server_port(), " + PASSED).get(0, Integer.class);
    }

    /** Holds the first up until the second is asked too, and then lets it answer. */
    private <T> CompletableFuture<T> askedOfBoth(Supplier<T> read) {
        CompletableFuture<T> answered;
        try (Barrier barrier = Barrier.on(database, first)) {
            answered = async(read);
            barrier.awaitOne();
            await().until(() -> hedges().size() == 1);
        }
        return answered;
    }

    /** The first has answered while the second's answer was held. */
    private void assertSecondNotUsed() {
        assertThat(hedges()).hasSize(1);
        toSecond.holdReplies(false);
        awaitNothingHeld();
        assertThat(layer.routing().ended())
                .containsExactlyInAnyOrder(
                        new FixedRouting.Ended(REPLICA1, NodeOutcome.ANSWERED),
                        new FixedRouting.Ended(REPLICA2, NodeOutcome.NOT_USED));
    }

    /** The end of a session has been sent; a new one takes much longer than hearing of it. */
    private void letItBeHeard(PostgresNode node) {
        awaitAsleep(database, node, 0);
    }

    private List<RouteRequest> hedges() {
        return layer.routing().requests().stream()
                .filter(request -> request.intent() == Intent.HEDGE)
                .toList();
    }

    @Test
    void theSecondAnswersWhileTheFirstTakesLong() {
        assertThat(where(first)).isEqualTo(second.port());
        awaitNothingHeld();
        assertThat(asleep(database, first)).as("the first is cancelled").isZero();
        assertThat(hedges()).extracting(RouteRequest::excluded).containsExactly(Set.of(REPLICA1));
        assertThat(watched.ended()).extracting(Ended::kind).containsExactlyInAnyOrder(Kind.HEDGE, Kind.STATEMENT);
        Ended whole = watched.ended(Kind.STATEMENT).getFirst();
        assertThat(whole.node()).isEqualTo("replica1");
        assertThat(whole.answeredBy()).isEqualTo("replica2");
        assertThat(whole.outcome().attempts()).as("hedges are not counted").isEqualTo(1);
        Ended hedge = watched.ended(Kind.HEDGE).getFirst();
        assertThat(hedge.parent()).isSameAs(whole.execution());
        assertThat(hedge.node()).isEqualTo("replica2");
        assertThat(hedge.outcome().error()).isNull();
        assertThat(layer.routing().ended())
                .as("how long the first would have taken is not known")
                .containsExactlyInAnyOrder(
                        new FixedRouting.Ended(REPLICA1, NodeOutcome.NOT_USED),
                        new FixedRouting.Ended(REPLICA2, NodeOutcome.ANSWERED));
        assertThat(layer.routing().awaited()).singleElement().satisfies(wait -> {
            assertThat(wait.answered()).isFalse();
            assertThat(wait.duration()).isGreaterThanOrEqualTo(SOON.toNanos());
        });
    }

    @Test
    void theFirstAnswersWhileTheSecondTakesLonger() {
        toSecond.holdReplies(true);
        CompletableFuture<Integer> answered = askedOfBoth(() -> acme.read(HedgedReadIT::behindTheBarrier));
        assertThat(answered.join()).isEqualTo(first.port());
        assertSecondNotUsed();
        assertThat(watched.ended(Kind.STATEMENT).getFirst().answeredBy()).isEqualTo("replica1");
        assertThat(layer.routing().awaited()).singleElement().satisfies(wait -> {
            assertThat(wait.answered()).isTrue();
            assertThat(wait.duration()).isGreaterThanOrEqualTo(SOON.toNanos());
        });
    }

    /** Its server has answered; what it said is on its way. */
    @Test
    void theSecondAnswersWhileTheFirstsAnswerIsHeldUp() {
        layer.routing()
                .decide(request -> request.intent() == Intent.HEDGE
                        ? null
                        : new RouteDecision.Use(
                                REPLICA2, Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ));
        layer.routing().hedgeAfter(NEVER);
        int before = acme.read(HedgedReadIT::session);
        layer.routing().hedgeAfter(SOON);
        toSecond.holdReplies(true);
        assertThat(where()).isEqualTo(first.port());
        toSecond.holdReplies(false);
        awaitNothingHeld();
        layer.routing().hedgeAfter(NEVER);
        assertThat(where()).isEqualTo(second.port());
        assertThat(acme.<Integer, RuntimeException>read(HedgedReadIT::session))
                .as("the session that was left is used again")
                .isEqualTo(before);
    }

    /** Its transaction had failed when it was through. */
    @Test
    void theSessionThatWasCancelledIsUsedAgain() {
        layer.routing().hedgeAfter(NEVER);
        int before = acme.read(HedgedReadIT::session);
        layer.routing().hedgeAfter(SOON);
        assertThat(where(first)).isEqualTo(second.port());
        awaitNothingHeld();
        layer.routing().hedgeAfter(NEVER);
        assertThat(acme.<Integer, RuntimeException>read(HedgedReadIT::session)).isEqualTo(before);
    }

    private static int session(DSLContext dsl) {
        return dsl.fetchSingle("select pg_backend_pid()").get(0, Integer.class);
    }

    @Test
    void oneThatAnswersSoonIsNotAskedTwice() {
        layer.routing().hedgeAfter(NEVER);
        assertThat(where()).isEqualTo(first.port());
        assertThat(hedges()).isEmpty();
    }

    @Test
    void onlyReadsOfOneStatementOnAReplicaAreAskedTwice() {
        acme.dsl().fetch("select pg_sleep(0.05)");
        acme.useTransaction(transaction -> transaction.dsl().fetch("select pg_sleep(0.05)"));
        acme.read(dsl -> {
            try (Cursor<Record> cursor = dsl.resultQuery("select pg_sleep(0.05)::text from generate_series(1, 2)")
                    .fetchSize(1)
                    .fetchLazy()) {
                return cursor.stream().count();
            }
        });
        assertThat(hedges()).isEmpty();
    }

    @Test
    void allRowsAreTheWinners() {
        List<Integer> ports = acme.read(dsl -> dsl.fetch(
                        "select g, inet_server_port(), case when inet_server_port() = ? and g = 1 then pg_sleep(60)::text"
                                + " end from generate_series(1, 5000) g",
                        first.port())
                .getValues(1, Integer.class));
        assertThat(ports).hasSize(5000).containsOnly(second.port());
    }

    /** One connection in the pool, and a statement right behind each that was cancelled: none is ever cut by a cancel that comes late. */
    @Test
    void noCancelMeetsTheNextStatement() {
        for (int i = 0; i < 150; i++) {
            layer.routing().hedgeAfter(SOON);
            double about = 0.005 + (i % 20) * 0.0002;
            int answered = acme.read(dsl -> dsl.fetchSingle(
                            "select inet_server_port(), case when inet_server_port() = ? then pg_sleep(?)::text end",
                            first.port(),
                            about)
                    .get(0, Integer.class));
            assertThat(answered).isIn(first.port(), second.port());
            layer.routing().hedgeAfter(NEVER);
            int behind = acme.read(dsl -> dsl.fetchSingle("select inet_server_port(), pg_sleep(0.004)::text")
                    .get(0, Integer.class));
            assertThat(behind).as("round %s", i).isEqualTo(first.port());
        }
        assertThat(hedges()).as("asked twice").hasSizeGreaterThan(50);
        assertThat(watched.ended(Kind.STATEMENT))
                .as("answered by the second")
                .anyMatch(one -> one.answeredBy().equals("replica2"));
    }

    @Test
    void whereTheFirstFailsTheSecondStillAnswers() {
        toSecond.holdReplies(true);
        CompletableFuture<Integer> answered = async(() -> where(first));
        awaitAsleep(database, first, 1);
        await().until(() -> hedges().size() == 1);
        terminate(database, first);
        letItBeHeard(first);
        toSecond.holdReplies(false);
        assertThat(answered.join()).isEqualTo(second.port());
        awaitNothingHeld();
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
        assertThat(layer.routing().ended())
                .contains(
                        new FixedRouting.Ended(REPLICA1, NodeOutcome.FAILED),
                        new FixedRouting.Ended(REPLICA2, NodeOutcome.ANSWERED));
        assertThat(layer.routing().awaited()).as("what it said was no answer").isEmpty();
    }

    @Test
    void whereTheSecondFailsTheFirstStillAnswers() {
        CompletableFuture<Integer> answered;
        try (Barrier barrier = Barrier.on(database, first)) {
            answered = async(() -> acme.read(dsl -> dsl.fetchSingle(
                            "select inet_server_port(), case when inet_server_port() = ? then pg_sleep(60)::text else "
                                    + PASSED + " end",
                            second.port())
                    .get(0, Integer.class)));
            barrier.awaitOne();
            awaitAsleep(database, second, 1);
            terminate(database, second);
            letItBeHeard(second);
        }
        assertThat(answered.join()).isEqualTo(first.port());
        awaitNothingHeld();
        assertThat(watched.ended(Kind.HEDGE).getFirst().outcome().sqlState()).isEqualTo("57P01");
        assertThat(layer.routing().ended())
                .contains(
                        new FixedRouting.Ended(REPLICA2, NodeOutcome.FAILED),
                        new FixedRouting.Ended(REPLICA1, NodeOutcome.ANSWERED));
    }

    @Test
    void whereTheSecondGivesNoConnectionTheFirstAnswers() {
        layer.routing().lose(REPLICA2);
        CompletableFuture<Integer> answered = askedOfBoth(() -> acme.read(HedgedReadIT::behindTheBarrier));
        assertThat(answered.join()).isEqualTo(first.port());
        assertThat(hedges()).hasSize(1);
    }

    @Test
    void whereBothFailItIsRepeatedOnceElsewhere() {
        CompletableFuture<Integer> answered = async(() -> where(first, second));
        awaitAsleep(database, first, 1);
        awaitAsleep(database, second, 1);
        layer.routing().lose(REPLICA1);
        layer.routing().lose(REPLICA2);
        terminate(database, first);
        terminate(database, second);
        assertThat(answered.join()).isEqualTo(primary.port());
        assertThat(layer.routing().requests().getLast().excluded()).containsExactlyInAnyOrder(REPLICA1, REPLICA2);
        assertThat(watched.ended(Kind.STATEMENT).getFirst().outcome().attempts())
                .isEqualTo(2);
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("primary");
    }

    /** Both nodes answer their monitors: it may be the read that ends its sessions, and the primary is not to find out. */
    @Test
    void whereItsConnectionBreaksOnBothItIsGivenUp() {
        CompletableFuture<Integer> answered = async(() -> where(first, second));
        awaitAsleep(database, first, 1);
        awaitAsleep(database, second, 1);
        terminate(database, first);
        terminate(database, second);
        assertThat(catchThrowable(answered::join))
                .cause()
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContainingAll("replica1", "replica2");
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    @Test
    void anErrorOfTheStatementsOwnIsToldOnce() {
        assertThatExceptionOfType(StatementFailedException.class)
                .isThrownBy(() -> acme.read(dsl -> dsl.fetch("select 1 / (length(pg_sleep(0.1)::text))")));
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
        assertThat(watched.ended(Kind.STATEMENT)).hasSize(1);
    }

    @Test
    void anErrorOfTheStatementsOwnIsToldWhileTheSecondStillRuns() {
        toSecond.holdReplies(true);
        CompletableFuture<Throwable> told = askedOfBoth(
                () -> catchThrowable(() -> acme.read(dsl -> dsl.fetch("select 1 / length(" + PASSED + ")"))));
        assertThat(told.join())
                .isInstanceOfSatisfying(
                        StatementFailedException.class,
                        failed -> assertThat(failed.sqlState()).isEqualTo("22012"));
        assertSecondNotUsed();
    }

    @Test
    void anInterruptIsKeptForAfterwards() throws Exception {
        AtomicReference<Object> seen = new AtomicReference<>();
        toSecond.holdReplies(true);
        Thread caller = Thread.ofPlatform().start(() -> {
            int answered = where(first);
            seen.set(answered + " " + Thread.currentThread().isInterrupted());
        });
        awaitAsleep(database, first, 1);
        caller.interrupt();
        toSecond.holdReplies(false);
        caller.join();
        assertThat(seen.get()).isEqualTo(second.port() + " true");
    }

    @Test
    void aShutdownCancelsBoth() {
        CompletableFuture<Throwable> told = async(() -> catchThrowable(() -> where(first, second)));
        awaitAsleep(database, first, 1);
        awaitAsleep(database, second, 1);
        layer.databases().shutdown(Duration.ofMillis(50));
        assertThat(told.join()).isInstanceOf(CancelledException.class);
        await().untilAsserted(() -> assertThat(watched.running()).isZero());
        await().until(() -> asleep(database, first) + asleep(database, second) == 0);
    }

    @Test
    void aSessionHasSeenWhatTheWinnerShowed() {
        Session session = layer.databases().session(ACME);
        assertThat(session.<Integer, RuntimeException>read(dsl -> where(dsl, first)))
                .isEqualTo(second.port());
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    /** A lock, or a setting of the session's: neither of the two connections keeps it for the next borrower. */
    @Test
    void whatItLeavesOnItsConnectionGoesWithIt() {
        String leaves = WHERE_UNLESS_SLOW + ", set_config('work_mem', '1234kB', false)";
        int answered = acme.read(dsl -> dsl.fetchSingle(leaves, ports(first)).get(0, Integer.class));
        assertThat(answered).isEqualTo(second.port());
        awaitNothingHeld();
        layer.routing().hedgeAfter(NEVER);
        layer.routing()
                .decide(request ->
                        new RouteDecision.Use(REPLICA2, Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ));
        assertThat(acme.<String, RuntimeException>read(dsl ->
                        dsl.fetchSingle("select current_setting('work_mem')").get(0, String.class)))
                .isNotEqualTo("1234kB");
    }

    /** A setting may be what the caller's thread knows, such as its user. */
    @Test
    void settingsAreAskedForOnTheCallersThread() {
        ThreadLocal<String> user = ThreadLocal.withInitial(() -> "nobody");
        Layer other = Layer.over(
                database,
                binder -> Multibinder.newSetBinder(binder, LocalSetting.class)
                        .addBinding()
                        .toInstance(new LocalSetting() {
                            @Override
                            public String name() {
                                return "app.user";
                            }

                            @Override
                            public String value(TenantId tenant) {
                                return user.get();
                            }
                        }));
        try (other) {
            // A second answer does not wait for long for its connection to be made.
            open(other, REPLICA2);
            open(other, REPLICA1);
            other.routing().hedgeAfter(SOON);
            user.set("somebody");
            Record answer = other.database(ACME)
                    .read(dsl -> dsl.fetchSingle(WHERE_UNLESS_SLOW + ", current_setting('app.user')", ports(first)));
            assertThat(answer.get(0, Integer.class)).isEqualTo(second.port());
            assertThat(answer.get(2, String.class)).isEqualTo("somebody");
        }
    }

    @Test
    void aBlockGoesOnWhereItBegan() {
        List<Integer> ports = acme.read(dsl -> {
            int hedged = where(dsl, first);
            layer.routing().hedgeAfter(NEVER);
            return List.of(hedged, where(dsl));
        });
        assertThat(ports).containsExactly(second.port(), first.port());
    }

    @Test
    void aStatementThatIsKeptAndExecutedAgainIsRefusedAsEver() {
        try (var query = acme.dsl().selectFrom(NOTES).keepStatement(true)) {
            assertThat(query.fetch()).hasSize(3);
            assertThat(catchThrowable(query::fetch)).isNotNull();
        }
    }
}
