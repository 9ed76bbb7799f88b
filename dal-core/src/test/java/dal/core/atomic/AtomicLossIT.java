package dal.core.atomic;

import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Backends.number;
import static dal.core.testkit.Backends.terminate;
import static dal.core.testkit.Barrier.PASSED;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dal.AtomicResult;
import dal.TenantDatabase;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.core.testkit.Barrier;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.core.testkit.Watched;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.TimedOutException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest.Intent;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jooq.Insert;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P7: statements applied together are applied once or not at all, and where that is not known, it is said. */
@PostgresTest(replicas = 1)
class AtomicLossIT {

    private static final NodeName REPLICA1 = NodeName.of("replica1");
    private static final String ROWS = "select count(*) from note where id >= 10";

    private TestDatabase database;
    private PostgresNode primary;
    private WireProxy toPrimary;
    private Watched watched;
    private Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        this.database = database;
        primary = database.cluster().primary();
        Notes.fill(database);
        toPrimary = WireProxy.to(primary);
        watched = new Watched();
        layer = Layer.open(
                database,
                node -> node == primary ? toPrimary.port() : node.port(),
                Limits.USUAL.withStatement(Duration.ofSeconds(3)),
                watched);
        acme = layer.database(ACME);
    }

    @AfterEach
    void stop() {
        layer.pools().assertClean();
        assertThat(layer.routing().unbalanced()).isEmpty();
        assertThat(watched.running()).isZero();
        layer.close();
        toPrimary.close();
    }

    private static Insert<?> insert(int id) {
        return DSL.insertInto(NOTES, NOTES.id, NOTES.text).values(id, "new-" + id);
    }

    private static CompletableFuture<Throwable> failing(Supplier<?> work) {
        return CompletableFuture.supplyAsync(
                () -> catchThrowable(work::get), task -> Thread.ofVirtual().start(task));
    }

    private int rows() {
        return number(database, primary, ROWS);
    }

    @Test
    void cutBeforeTheirCommitTheyAreNotRepeated() {
        CompletableFuture<Throwable> told =
                failing(() -> acme.atomic(insert(10), DSL.query("select pg_sleep(60)"), insert(11)));
        awaitAsleep(database, primary, 1);
        terminate(database, primary);
        assertThat(told.join()).isInstanceOfSatisfying(CommitOutcomeUnknownException.class, unknown -> {
            assertThat(unknown.statement()).isEmpty();
            assertThat(unknown.retryable()).isFalse();
        });
        assertThat(rows()).isZero();
        assertThat(watched.ended(Kind.BATCH).getFirst().outcome().attempts()).isEqualTo(1);
        assertThat(acme.atomic(insert(10)).effects()).hasSize(1);
    }

    @Test
    void cutAfterTheirCommitTheyAreNotRepeated() {
        CompletableFuture<Throwable> told;
        try (Barrier barrier = Barrier.on(database, primary)) {
            told = failing(() -> acme.atomic(insert(10), DSL.query("select " + PASSED), insert(11)));
            barrier.awaitOne();
            toPrimary.holdReplies(true);
        }
        await().until(() -> rows() == 2);
        toPrimary.cut();
        assertThat(told.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        toPrimary.holdReplies(false);
        assertThat(rows()).isEqualTo(2);
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    @Test
    void cutInsideATransactionTheTransactionIsLost() {
        CompletableFuture<Throwable> told = failing(() -> acme.inTransaction(transaction -> {
            transaction.dsl().execute(insert(10));
            return acme.atomic(insert(11), DSL.query("select pg_sleep(60)"));
        }));
        awaitAsleep(database, primary, 1);
        terminate(database, primary);
        assertThat(told.join()).isInstanceOf(ConnectionLostException.class);
        assertThat(rows()).isZero();
    }

    @Test
    void aNodeThatIsNotThePrimaryAppliesNothingAndTheyMove() {
        layer.routing()
                .decide(request -> request.intent() == Intent.WRITE
                                && layer.routing().probed().isEmpty()
                        ? new RouteDecision.Use(REPLICA1, Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE)
                        : null);
        AtomicResult done = acme.atomic(insert(10), insert(11));
        assertThat(done.effects()).hasSize(2);
        assertThat(rows()).isEqualTo(2);
        assertThat(layer.routing().probed()).containsExactly(REPLICA1);
        assertThat(watched.ended(Kind.BATCH).getFirst().answeredBy()).isEqualTo("primary");
    }

    @Test
    void oneThatRunsTooLongIsNamed() {
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class, () -> acme.atomic(insert(10), DSL.query("select pg_sleep(60)")));
        assertThat(told).isInstanceOf(TimedOutException.class);
        assertThat(told.statement()).hasValue(2);
        assertThat(rows()).isZero();
    }

    @Test
    void aStatementsOwnTimeoutHoldsForAll() {
        Query limited = insert(10).queryTimeout(1);
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class, () -> acme.atomic(limited, DSL.query("select pg_sleep(2.5)")));
        assertThat(told).isInstanceOf(TimedOutException.class);
        assertThat(told.statement()).hasValue(2);
        assertThat(rows()).isZero();
    }
}
