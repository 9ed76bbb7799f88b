package dal.core.execution;

import static dal.core.testkit.Backends.asleep;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dal.TenantDatabase;
import dal.core.testkit.Interrupts;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.CancelledException;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupting a call that waits for a server stops it there too, and leaves the connection clean or gone, on either kind of thread. */
@PostgresTest
class InterruptIT {

    private static final String SLEEP = "select pg_sleep(60)";

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
    }

    /** A way to run a statement that takes long. */
    record Call(String name, Consumer<TenantDatabase> run) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Call> calls() {
        return Stream.of(
                new Call("statement", database -> database.dsl().fetch(SLEEP)),
                new Call(
                        "cursor",
                        database ->
                                database.dsl().resultQuery(SLEEP).fetchLazy().close()),
                new Call("read", database -> database.read(dsl -> dsl.fetch(SLEEP))),
                new Call(
                        "transaction",
                        database -> database.useTransaction(transaction -> {
                            transaction.dsl().deleteFrom(NOTES).execute();
                            transaction.dsl().fetch(SLEEP);
                        })),
                new Call(
                        "jOOQ transaction",
                        database -> database.dsl().transaction(configuration -> {
                            configuration.dsl().deleteFrom(NOTES).execute();
                            configuration.dsl().fetch(SLEEP);
                        })),
                new Call(
                        "connection",
                        database -> database.dsl().connection(connection -> {
                            try (var statement = connection.createStatement()) {
                                statement.execute(SLEEP);
                            }
                        })),
                new Call(
                        "write",
                        database -> database.dsl().execute("delete from note where pg_sleep(60) is not null")));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void stopsOnAPlatformThread(Call call, TestDatabase database, PostgresCluster cluster) throws Exception {
        Throwable failure = interrupted(Thread.ofPlatform(), call, database, cluster);
        assertThat(failure).isInstanceOfAny(CancelledException.class, org.jooq.exception.DataAccessException.class);
        if (failure instanceof DatabaseException) {
            assertThat(failure).isInstanceOf(CancelledException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void stopsOnAVirtualThread(Call call, TestDatabase database, PostgresCluster cluster) throws Exception {
        Throwable failure = interrupted(Thread.ofVirtual(), call, database, cluster);
        if (failure instanceof DatabaseException) {
            assertThat(failure)
                    .isInstanceOfAny(
                            CancelledException.class,
                            // Its COMMIT went along, and the answer was not waited for.
                            CommitOutcomeUnknownException.class);
        }
        assertThat(failure).isNotNull();
    }

    private static Throwable interrupted(
            Thread.Builder threads, Call call, TestDatabase database, PostgresCluster cluster) throws Exception {
        try (Layer layer = Layer.limited(database, Limits.USUAL.withConnections(1))) {
            CompletableFuture<Throwable> result = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread thread = threads.start(() -> {
                Throwable failure = catchThrowable(() -> call.run().accept(layer.database(ACME)));
                flag.complete(Thread.currentThread().isInterrupted());
                result.complete(failure);
            });
            awaitAsleep(database, cluster.primary(), 1);
            thread.interrupt();
            Throwable failure = result.join();
            assertThat(flag.join()).as("still marked as interrupted").isTrue();
            await().until(() -> asleep(database, cluster.primary()) == 0);
            Interrupts.assertNothingTookEffect(layer, database);
            return failure;
        }
    }
}
