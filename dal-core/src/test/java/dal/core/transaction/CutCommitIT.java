package dal.core.transaction;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dal.TenantDatabase;
import dal.core.testkit.Backends;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.CommitOutcomeUnknownException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.RetryPolicy;
import dal.transaction.TransactionOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.ConnectionRunnable;
import org.jooq.DSLContext;
import org.jooq.Insert;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The server answers a COMMIT as done whose wait for a standby it was told to give up, and says so in a warning only. No statement_timeout does that, which ends before the
 * wait begins; an administrator's pg_cancel_backend does.
 */
@PostgresTest(replicas = 1, synchronousStandbyNames = "*", shared = false)
class CutCommitIT {

    private Layer layer;
    private final List<String> ran = new ArrayList<>();

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        Notes.fill(database);
        layer = Layer.over(database);
        layer.database(ACME).dsl().fetch("select 1");
        layer.databases().session(ACME).dsl().fetch("select 1");
    }

    @AfterEach
    void stop(TestDatabase database) {
        database.cluster().replicas().getFirst().unfreeze();
        layer.close();
    }

    private static void cancelWhatWaits(TestDatabase database) {
        database.cluster().replicas().getFirst().freeze();
        Thread.ofVirtual()
                .start(() ->
                        await().until(() -> ofWaiting(database, "count(*) filter (where pg_cancel_backend(pid))") > 0));
    }

    /** What is told of the sessions that wait for the standby. */
    private static int ofWaiting(TestDatabase database, String what) {
        return Backends.number(
                database,
                database.cluster().primary(),
                "select " + what
                        + " from pg_stat_activity where wait_event = 'SyncRep' and datname = current_database()");
    }

    private void isOfUnknownOutcome(TenantDatabase acme, TransactionOptions options, TestDatabase database) {
        cancelWhatWaits(database);
        List<Integer> attempts = new ArrayList<>();
        assertThatExceptionOfType(CommitOutcomeUnknownException.class)
                .isThrownBy(() -> acme.useTransaction(options, transaction -> {
                    attempts.add(transaction.attempt());
                    transaction.dsl().deleteFrom(NOTES).execute();
                    transaction.afterCommit(() -> ran.add("committed"));
                    transaction.afterRollback(() -> ran.add("rolled back"));
                }))
                .withMessageContaining("standby");
        assertThat(attempts).containsExactly(1);
        assertThat(ran).isEmpty();
        assertThat(Notes.of(database, "acme")).as("committed here").isEmpty();
    }

    @Test
    void isOfUnknownOutcome(TestDatabase database) {
        isOfUnknownOutcome(layer.database(ACME), defaults().withRetry(RetryPolicy.usual()), database);
    }

    @Test
    void isOfUnknownOutcomeInASessionAndWhereItIsAskedFor(TestDatabase database) {
        isOfUnknownOutcome(layer.databases().session(ACME), defaults().resolvingOutcome(), database);
    }

    @Test
    void isOfUnknownOutcomeBehindASingleStatementToo(TestDatabase database) {
        cancelWhatWaits(database);
        assertThatExceptionOfType(CommitOutcomeUnknownException.class)
                .isThrownBy(() -> layer.database(ACME).dsl().deleteFrom(NOTES).execute());
        assertThat(Notes.of(database, "acme")).as("committed here").isEmpty();
    }

    private static Insert<?> insert(int id) {
        return DSL.insertInto(NOTES, NOTES.id, NOTES.text).values(id, "new").onConflictDoNothing();
    }

    private void isOfUnknownOutcome(TestDatabase database, Consumer<DSLContext> write) {
        isOfUnknownOutcome(database, CommitOutcomeUnknownException.class, write);
    }

    /** Who uses a connection by hand is told by JDBC's own exception, which jOOQ wraps. */
    private void isOfUnknownOutcomeByHand(TestDatabase database, ConnectionRunnable write) {
        isOfUnknownOutcome(database, DataAccessException.class, dsl -> dsl.connection(write));
    }

    private static void insertByHand(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into note (id, text) values (10, 'new')");
        }
    }

    private void isOfUnknownOutcome(
            TestDatabase database, Class<? extends DataAccessException> error, Consumer<DSLContext> write) {
        cancelWhatWaits(database);
        assertThatExceptionOfType(error)
                .isThrownBy(() -> write.accept(layer.database(ACME).dsl()))
                .satisfies(thrown -> assertThat(thrown.sqlState()).isEqualTo("08007"));
        assertThat(Notes.of(database, "acme")).as("committed here").hasSize(4);
    }

    @Test
    void isOfUnknownOutcomeBehindSeveralAppliedTogether(TestDatabase database) {
        isOfUnknownOutcome(database, dsl -> layer.database(ACME).atomic(insert(10), DSL.query("select 1")));
    }

    @Test
    void isOfUnknownOutcomeBehindABatch(TestDatabase database) {
        isOfUnknownOutcome(database, dsl -> dsl.batch(insert(10), insert(1)).execute());
    }

    @Test
    void isOfUnknownOutcomeOnAConnectionUsedByHand(TestDatabase database) {
        isOfUnknownOutcomeByHand(database, CutCommitIT::insertByHand);
    }

    @Test
    void isOfUnknownOutcomeInATransactionHandledByHand(TestDatabase database) {
        isOfUnknownOutcomeByHand(database, connection -> {
            connection.setAutoCommit(false);
            insertByHand(connection);
            connection.commit();
        });
    }

    @Test
    void isOfUnknownOutcomeWhereAutocommitEndsATransaction(TestDatabase database) {
        isOfUnknownOutcomeByHand(database, connection -> {
            connection.setAutoCommit(false);
            insertByHand(connection);
            connection.setAutoCommit(true);
        });
    }

    @Test
    void isOfUnknownOutcomeInATransactionOfJooqs(TestDatabase database) {
        isOfUnknownOutcome(database, dsl -> dsl.transaction(inner -> inner.dsl().execute(insert(10))));
    }

    @Test
    void isNotCutByALimitOfTheTransaction(TestDatabase database) {
        database.cluster().replicas().getFirst().freeze();
        Thread.ofVirtual().start(() -> {
            String beyondItsLimits = "count(*) filter (where clock_timestamp() - xact_start > '3 s')";
            await().until(() -> ofWaiting(database, beyondItsLimits) > 0);
            database.cluster().replicas().getFirst().unfreeze();
        });
        layer.database(ACME)
                .useTransaction(
                        defaults().withTimeout(Duration.ofSeconds(1)).withTransactionTimeout(Duration.ofSeconds(1)),
                        transaction -> {
                            transaction.dsl().deleteFrom(NOTES).execute();
                            transaction.afterCommit(() -> ran.add("committed"));
                        });
        assertThat(ran).containsExactly("committed");
    }
}
