package dal.core.lifecycle;

import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dal.Session;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.CommitOutcomeUnknownException;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A commit that waits for a standby when the process is shut down is never reported as done: the server answers a cancelled one as if it were. */
@PostgresTest(replicas = 1, synchronousStandbyNames = "*", shared = false)
class CommitAtShutdownIT {

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    /** A way to write and commit. */
    record Write(String name, Consumer<TenantDatabase> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Write> writes() {
        return Stream.of(
                new Write(
                        "transaction",
                        database -> database.useTransaction(transaction ->
                                transaction.dsl().deleteFrom(NOTES).execute())),
                new Write(
                        "autocommit",
                        database -> database.dsl().deleteFrom(NOTES).execute()),
                new Write(
                        "batch",
                        database -> database.dsl().batch("delete from note").execute()));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void isOfUnknownOutcome(Write write, TestDatabase database, PostgresCluster cluster) {
        Notes.fill(database);
        PostgresNode standby = cluster.replicas().getFirst();
        try (Layer layer = Layer.over(database)) {
            TenantDatabase acme = layer.database(ACME);
            acme.dsl().fetch("select 1");
            standby.freeze();
            CompletableFuture<Throwable> result = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(() ->
                            result.complete(catchThrowable(() -> write.call().accept(acme))));
            await().until(() -> waitsForTheStandby(database));
            layer.databases().shutdown(Duration.ofMillis(50));
            assertThat(result.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        } finally {
            standby.unfreeze();
        }
    }

    /** What a session asks behind its COMMIT is made slow: a cancel there says nothing of the write. */
    @Test
    void isOfUnknownOutcomeWhenOnlyItsPositionIsCancelled(TestDatabase database, PostgresCluster cluster) {
        Notes.fill(database);
        String role = database.applicationRole().user();
        database.execute("create schema slow; grant usage on schema slow to public;"
                + " create function slow.pg_walfile_name(pg_lsn) returns text language sql as 'select pg_sleep(60)::text';"
                + " alter role " + role + " in database " + database.name()
                + " set search_path = slow, pg_catalog, public");
        try (Layer layer = Layer.over(database)) {
            Session session = layer.databases().session(ACME);
            CompletableFuture<Throwable> result = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(() -> result.complete(
                            catchThrowable(() -> session.dsl().deleteFrom(NOTES).execute())));
            awaitAsleep(database, cluster.primary(), 1);
            assertThat(Notes.of(database, "acme")).as("committed").isEmpty();
            layer.databases().shutdown(Duration.ofMillis(50));
            assertThat(result.join()).isInstanceOf(CommitOutcomeUnknownException.class);
        } finally {
            database.execute("alter role " + role + " in database " + database.name()
                    + " reset search_path; drop schema slow cascade");
        }
    }

    private static boolean waitsForTheStandby(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select count(*) from pg_stat_activity where wait_event = 'SyncRep'"
                                + " and datname = current_database()")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}
