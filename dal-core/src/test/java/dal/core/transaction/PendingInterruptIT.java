package dal.core.transaction;

import static dal.core.testkit.Async.failing;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;

import dal.TenantDatabase;
import dal.core.testkit.Interrupts;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.CancelledException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jooq.DeleteConditionStep;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A virtual thread that was interrupted cannot wait for a server: what it sends is done, or not, and it never hears. So what would commit is not sent, and it is known that
 * nothing took effect.
 */
@PostgresTest
class PendingInterruptIT {

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
    }

    /** A way to write, at some point of which the thread is interrupted. */
    record Write(String name, Consumer<TenantDatabase> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static DeleteConditionStep<Notes.Note> delete() {
        return DSL.deleteFrom(NOTES).where(NOTES.id.gt(0));
    }

    private static void interrupt() {
        Thread.currentThread().interrupt();
    }

    static Stream<Write> writes() {
        return Stream.of(
                new Write("before a statement", database -> {
                    interrupt();
                    database.dsl().execute(delete());
                }),
                new Write("before several applied together", database -> {
                    interrupt();
                    database.atomic(delete());
                }),
                new Write("before a batch", database -> {
                    interrupt();
                    database.dsl().batch(delete()).execute();
                }),
                new Write(
                        "before the first statement of a transaction",
                        database -> database.useTransaction(transaction -> {
                            interrupt();
                            transaction.dsl().execute(delete());
                        })),
                new Write(
                        "between two statements",
                        database -> database.useTransaction(transaction -> {
                            transaction.dsl().execute(delete());
                            interrupt();
                            transaction.dsl().execute(delete());
                        })),
                new Write(
                        "before the commit",
                        database -> database.useTransaction(transaction -> {
                            transaction.dsl().execute(delete());
                            interrupt();
                        })),
                new Write(
                        "before the commit, by a hook",
                        database -> database.useTransaction(transaction -> {
                            transaction.dsl().execute(delete());
                            transaction.beforeCommit(PendingInterruptIT::interrupt);
                        })),
                new Write(
                        "before the commit of jOOQ's",
                        database -> database.dsl().transaction(inner -> {
                            inner.dsl().execute(delete());
                            interrupt();
                        })));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void nothingTakesEffect(Write write, TestDatabase database) {
        try (Layer layer = Layer.limited(database, Limits.USUAL.withConnections(1))) {
            TenantDatabase acme = layer.database(ACME);
            acme.dsl().fetchCount(NOTES);
            Throwable failure = failing(() -> write.call().accept(acme)).join();
            assertThat(failure).isInstanceOf(CancelledException.class);
            Interrupts.assertNothingTookEffect(layer, database);
        }
    }

    @Test
    void itsHooksAreThoseOfARollback(TestDatabase database) {
        List<String> ran = new ArrayList<>();
        try (Layer layer = Layer.over(database)) {
            Throwable failure = failing(() -> layer.database(ACME).useTransaction(transaction -> {
                        transaction.afterCommit(() -> ran.add("committed"));
                        transaction.afterRollback(() -> ran.add("rolled back"));
                        transaction.dsl().execute(delete());
                        interrupt();
                    }))
                    .join();
            assertThat(failure).isInstanceOf(CancelledException.class);
            assertThat(ran).containsExactly("rolled back");
        }
    }

    /** A platform thread hears the server's answer all the same. */
    @Test
    void aPlatformThreadCommits(TestDatabase database) {
        try (Layer layer = Layer.over(database)) {
            layer.database(ACME).useTransaction(transaction -> {
                transaction.dsl().execute(delete());
                interrupt();
            });
            assertThat(Thread.interrupted()).as("still marked as interrupted").isTrue();
            assertThat(Notes.of(database, "acme")).isEmpty();
        }
    }
}
