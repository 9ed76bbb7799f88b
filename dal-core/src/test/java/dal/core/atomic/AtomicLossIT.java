package dal.core.atomic;

import static dal.core.testkit.Async.failing;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Backends.number;
import static dal.core.testkit.Backends.terminate;
import static dal.core.testkit.Barrier.PASSED;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dal.AtomicResult;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.core.testkit.Barrier;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.Layer.Limits;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.TimedOutException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest.Intent;
import dal.testing.junit.PostgresTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jooq.Insert;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** P7: statements applied together are applied once or not at all, and where that is not known, it is said. */
@PostgresTest(replicas = 1)
class AtomicLossIT extends BreakableNodes {

    private static final NodeName REPLICA1 = NodeName.of("replica1");
    private static final String ROWS = "select count(*) from note where id >= 10";

    AtomicLossIT() {
        super(Limits.USUAL.withStatement(Duration.ofSeconds(3)), "primary");
    }

    private static Insert<?> insert(int id) {
        return DSL.insertInto(NOTES, NOTES.id, NOTES.text).values(id, "new-" + id);
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
            proxy(primary).holdReplies(true);
        }
        await().until(() -> rows() == 2);
        proxy(primary).cut();
        assertThat(told.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        proxy(primary).holdReplies(false);
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
