package dal.core.lifecycle;

import static dal.core.testkit.Async.failing;
import static dal.core.testkit.Drains.counts;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.TenantDatabase;
import dal.core.testkit.Backends;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.Layer.Limits;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.ShuttingDownException;
import dal.status.DrainReport;
import dal.testing.junit.PostgresTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jooq.Cursor;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P9 where the network swallows all that is sent: a shutdown comes to its end, and so does whoever waits for an answer. */
@PostgresTest
class ShutdownWithoutAnswerIT extends BreakableNodes {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String SLEEP = "select pg_sleep(60)";

    /** Longer than any shutdown takes, so that no limit of a statement's own ends it first. */
    private static final Limits PATIENT = Limits.USUAL.withStatement(Duration.ofMinutes(2));

    ShutdownWithoutAnswerIT() {
        super(PATIENT, "primary");
    }

    /** What rested in the pools is closed with them. */
    @Override
    protected void assertNothingLeft() {
        layer.pools().assertNothingHeld();
    }

    /** A call that the network leaves without an answer. */
    enum Call {
        STATEMENT(
                CommitOutcomeUnknownException.class, call -> call.database.dsl().fetch(SLEEP)),
        READ(ConnectionLostException.class, call -> call.database.read(dsl -> dsl.fetch(SLEEP))),
        TRANSACTION(
                ConnectionLostException.class,
                call -> call.database.inTransaction(
                        transaction -> transaction.dsl().fetch(SLEEP))),
        JOOQ_TRANSACTION(
                ConnectionLostException.class,
                call -> call.database
                        .dsl()
                        .transactionResult(inner -> inner.dsl().fetch(SLEEP))),
        BETWEEN_STATEMENTS(
                ConnectionLostException.class,
                call -> call.database.inTransaction(transaction -> {
                    transaction.dsl().deleteFrom(NOTES).execute();
                    call.goOnIntoTheHole();
                    return transaction.dsl().deleteFrom(NOTES).execute();
                })),
        COMMIT(
                CommitOutcomeUnknownException.class,
                call -> call.database.inTransaction(transaction -> {
                    transaction.dsl().deleteFrom(NOTES).execute();
                    call.goOnIntoTheHole();
                    return 0;
                })),
        ROLLBACK(
                IllegalStateException.class,
                call -> call.database.inTransaction(transaction -> {
                    transaction.dsl().deleteFrom(NOTES).execute();
                    call.goOnIntoTheHole();
                    throw new IllegalStateException("rolled back");
                })),
        SAVEPOINT(
                DatabaseException.class,
                call -> call.database.inTransaction(transaction -> {
                    transaction.dsl().deleteFrom(NOTES).execute();
                    call.goOnIntoTheHole();
                    return transaction.dsl().transactionResult(inner -> 0);
                })),
        ATOMIC(CommitOutcomeUnknownException.class, call -> call.database.atomic(DSL.query(SLEEP))),
        BATCH(
                DatabaseException.class,
                call -> call.database
                        .dsl()
                        .batch("update note set text = 'x'", SLEEP)
                        .execute()),
        CONNECTION(
                Exception.class,
                call -> call.database
                        .dsl()
                        .connectionResult(
                                connection -> connection.createStatement().executeQuery(SLEEP))),
        CURSOR(
                DatabaseException.class,
                call -> call.database.inTransaction(transaction -> {
                    try (Cursor<?> rows = transaction
                            .dsl()
                            .fetchLazy("select i, pg_sleep(case when i > 2 then 60 else 0 end) from"
                                    + " generate_series(1, 4) i")) {
                        return rows.fetch();
                    }
                }));

        private final Class<? extends Throwable> told;

        @SuppressWarnings("ImmutableEnumChecker") // It is a lambda that holds nothing.
        private final Function<Made, Object> call;

        Call(Class<? extends Throwable> told, Function<Made, Object> call) {
            this.told = told;
            this.call = call;
        }

        boolean sleeps() {
            return switch (this) {
                case BETWEEN_STATEMENTS, COMMIT, ROLLBACK, SAVEPOINT -> false;
                default -> true;
            };
        }
    }

    /** A call under way. */
    private static final class Made {

        private final TenantDatabase database;
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CompletableFuture<Boolean> hole = new CompletableFuture<>();

        Made(TenantDatabase database) {
            this.database = database;
        }

        void goOnIntoTheHole() {
            inside.countDown();
            var unused = hole.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesToItsEndAndSoDoes(Call call) throws Exception {
        acme.dsl().fetchCount(NOTES);
        Made made = new Made(acme);
        CompletableFuture<Throwable> failure = failing(() -> {
            var unused = call.call.apply(made);
        });
        if (call.sleeps()) {
            Backends.awaitAsleep(database, primary, 1);
        } else {
            made.inside.await();
        }
        proxy(primary).blackhole(true);
        made.hole.complete(true);
        DrainReport report = layer.databases().shutdown(SHORT);
        if (call.sleeps()) {
            // Its server looks at the network when it wakes up.
            Backends.terminate(database, primary);
        }
        assertThat(failure.join()).isInstanceOf(call.told);
        assertThat(counts(report)).isEqualTo("aborted 1");
    }

    @Test
    void comesToItsEndAndSoDoesWhoWaitsForAConnection() {
        proxy(primary).blackhole(true);
        CompletableFuture<Throwable> failure = failing(() -> acme.dsl().fetchCount(NOTES));
        await().until(() -> layer.databases().status().running() == 1);
        DrainReport report = layer.databases().shutdown(SHORT);
        assertThat(failure.join()).isInstanceOf(ShuttingDownException.class);
        assertThat(counts(report)).isEqualTo("refused 1");
    }
}
