package dal.core.execution;

import static dal.core.testkit.Async.failing;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Backends.number;
import static dal.core.testkit.Backends.terminate;
import static dal.core.testkit.Barrier.PASSED;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.core.testkit.Barrier;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Watched.Ended;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.NodeUnavailableException;
import dal.error.WriteOnReadRouteException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.testing.junit.PostgresTest;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** P7: no write is applied twice. One may move only off a node that refused it because it is not the primary. */
@PostgresTest(replicas = 2)
class WritesStayIT extends BreakableNodes {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final NodeName REPLICA1 = NodeName.of("replica1");
    private static final String ROWS = "select count(*) from note where id = 10";

    WritesStayIT() {
        super(Limits.USUAL, "primary");
    }

    private int insert() {
        return acme.dsl()
                .insertInto(NOTES, NOTES.id, NOTES.text)
                .values(10, "ten")
                .execute();
    }

    @Test
    void oneThatIsCutBeforeItsCommitIsNotRepeated() {
        CompletableFuture<Throwable> told =
                failing(() -> acme.dsl().execute("insert into note (id, text) select 10, pg_sleep(60)::text"));
        awaitAsleep(database, primary, 1);
        terminate(database, primary);
        assertThat(told.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(number(database, primary, ROWS)).isZero();
        assertThat(watched.ended(Kind.STATEMENT).getFirst().outcome().attempts())
                .isEqualTo(1);
    }

    @Test
    void oneThatIsCutAfterItsCommitIsNotRepeated() {
        CompletableFuture<Throwable> told;
        try (Barrier barrier = Barrier.on(database, primary)) {
            told = failing(() -> acme.dsl().execute("insert into note (id, text) select 10, " + PASSED));
            barrier.awaitOne();
            proxy(primary).holdReplies(true);
        }
        await().until(() -> number(database, primary, ROWS) == 1);
        proxy(primary).cut();
        assertThat(told.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        proxy(primary).holdReplies(false);
        assertThat(number(database, primary, ROWS)).isEqualTo(1);
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    /** What only selects, and was not known to: it may have written. */
    @Test
    void plainSqlOfTheTenantsOwnContextIsNotRepeated() {
        CompletableFuture<Throwable> told = failing(() -> acme.dsl().fetch("select pg_sleep(60)"));
        awaitAsleep(database, primary, 1);
        terminate(database, primary);
        assertThat(told.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    @Test
    void aTransactionThatIsCutMayBeRepeatedByItsCaller() {
        CompletableFuture<Throwable> told = failing(() -> acme.inTransaction(transaction -> {
            transaction
                    .dsl()
                    .insertInto(NOTES, NOTES.id, NOTES.text)
                    .values(10, "ten")
                    .execute();
            return transaction.dsl().fetch("select pg_sleep(60)");
        }));
        awaitAsleep(database, primary, 1);
        terminate(database, primary);
        assertThat(told.join())
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.retryable()).isTrue());
        assertThat(number(database, primary, ROWS)).isZero();
        assertThat(watched.ended(Kind.STATEMENT)).hasSize(2);
    }

    // --- a node that is not the primary any more ---

    /** The first replica is believed to be the primary until it is asked. */
    private void believeInTheFirstReplica() {
        layer.routing()
                .decide(request -> request.intent() == Intent.WRITE
                                && layer.routing().probed().isEmpty()
                        ? new RouteDecision.Use(REPLICA1, Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE)
                        : null);
    }

    @Test
    void oneThatReachesAReplicaMovesToThePrimary() {
        believeInTheFirstReplica();
        assertThat(insert()).isEqualTo(1);
        assertThat(number(database, primary, ROWS)).isEqualTo(1);
        assertThat(layer.routing().probed()).containsExactly(REPLICA1);
        assertThat(watched.ended()).extracting(Ended::kind).containsExactly(Kind.RERUN, Kind.STATEMENT);
        assertThat(watched.ended(Kind.STATEMENT).getFirst().answeredBy()).isEqualTo("primary");
        assertThat(layer.routing().ended())
                .containsExactly(
                        new FixedRouting.Ended(REPLICA1, NodeOutcome.FAILED),
                        new FixedRouting.Ended(PRIMARY, NodeOutcome.ANSWERED));
    }

    @Test
    void itsRowsAreReturnedOnce() {
        believeInTheFirstReplica();
        assertThat(acme.dsl()
                        .insertInto(NOTES, NOTES.id, NOTES.text)
                        .values(10, "ten")
                        .returning(NOTES.text)
                        .fetch(NOTES.text))
                .containsExactly("ten");
        assertThat(number(database, primary, ROWS)).isEqualTo(1);
    }

    @Test
    void aTransactionThatReachesAReplicaMayBeRepeatedByItsCaller() {
        believeInTheFirstReplica();
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class,
                () -> acme.useTransaction(transaction -> transaction
                        .dsl()
                        .insertInto(NOTES, NOTES.id, NOTES.text)
                        .values(10, "ten")
                        .execute()));
        assertThat(told).isInstanceOf(NodeUnavailableException.class);
        assertThat(told.retryable()).isTrue();
        assertThat(number(database, primary, ROWS)).isZero();
        assertThat(insert()).isEqualTo(1);
    }

    @Test
    void aClusterThatKeepsBelievingInAReplicaEndsInAnError() {
        layer.routing()
                .decide(request ->
                        new RouteDecision.Use(REPLICA1, Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE));
        DatabaseException told = catchThrowableOfType(DatabaseException.class, this::insert);
        assertThat(told).isInstanceOf(NodeUnavailableException.class);
        assertThat(told.retryable()).isTrue();
        assertThat(watched.ended(Kind.STATEMENT).getFirst().outcome().attempts())
                .isLessThanOrEqualTo(8);
    }

    @Test
    void oneThatItsOwnTransactionForbidsStaysAnErrorOfTheCaller() {
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class,
                () -> acme.useTransaction(transaction -> {
                    transaction.dsl().execute("set local transaction_read_only = on");
                    transaction
                            .dsl()
                            .insertInto(NOTES, NOTES.id, NOTES.text)
                            .values(10, "ten")
                            .execute();
                }));
        assertThat(told).isInstanceOf(WriteOnReadRouteException.class);
        assertThat(told.retryable()).isFalse();
        assertThat(number(database, primary, ROWS)).isZero();
    }
}
