package dal.core.execution;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static dal.core.testkit.Swallowing.swallow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.multibindings.Multibinder;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.CancelledException;
import dal.error.NodeUnavailableException;
import dal.error.PoolExhaustedException;
import dal.error.UnknownTenantException;
import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import dal.tenant.TenantId;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** P5: routes, connections and places inside the gate are released on every path. */
@PostgresTest
class ReleaseIT {

    private static final Duration SHORT = Duration.ofMillis(300);

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    /** A way to use a tenant's database, with something going on inside. */
    record Use(String name, java.util.function.BiConsumer<TenantDatabase, Runnable> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Use> uses() {
        return Stream.of(
                new Use(
                        "read",
                        (database, inside) -> database.read(dsl -> {
                            dsl.fetchCount(NOTES);
                            inside.run();
                            return dsl.fetchCount(NOTES);
                        })),
                new Use(
                        "read by hand",
                        (database, inside) -> database.read(dsl -> {
                            dsl.connection(connection -> inside.run());
                            return 0;
                        })),
                new Use(
                        "transaction",
                        (database, inside) -> database.useTransaction(transaction -> {
                            transaction.dsl().fetchCount(NOTES);
                            inside.run();
                        })),
                new Use(
                        "empty transaction",
                        (database, inside) -> database.useTransaction(transaction -> inside.run())),
                new Use(
                        "jOOQ transaction",
                        (database, inside) ->
                                database.dsl().transaction(outer -> outer.dsl().transaction(inner -> inside.run()))),
                new Use(
                        "connection",
                        (database, inside) -> database.dsl().connection(connection -> {
                            connection.setAutoCommit(false);
                            connection.createStatement().executeQuery("select 1");
                            inside.run();
                        })),
                new Use("cursor", (database, inside) -> {
                    try (Cursor<?> cursor = database.dsl().selectFrom(NOTES).fetchLazy()) {
                        cursor.fetchNext();
                        inside.run();
                    }
                }),
                new Use("stream", (database, inside) -> {
                    try (Stream<?> rows = database.dsl().selectFrom(NOTES).fetchStream()) {
                        rows.forEach(row -> {});
                        inside.run();
                    }
                }),
                new Use(
                        "cursor of a read",
                        (database, inside) -> database.read(dsl -> {
                            Cursor<?> left = dsl.selectFrom(NOTES).fetchLazy();
                            inside.run();
                            return left.isClosed();
                        })),
                new Use("batched", (database, inside) -> database.dsl().batched(batched -> inside.run())),
                new Use(
                        "callback",
                        (database, inside) -> database.dsl().selectOne().fetch(row -> {
                            inside.run();
                            return row;
                        })));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void whateverTheWorkDoes(Use use, TestDatabase database) {
        try (Layer layer = Layer.limited(database, Limits.USUAL.withConnections(1))) {
            List<Runnable> insides = List.of(
                    () -> {},
                    () -> {
                        throw new IllegalStateException();
                    },
                    () -> {
                        throw new AssertionError();
                    },
                    () -> {
                        throw new OutOfMemoryError("as if");
                    },
                    () -> overflow(0),
                    () -> Thread.currentThread().interrupt());
            for (Runnable inside : insides) {
                Throwable thrown = catchThrowable(() -> use.call().accept(layer.database(ACME), inside));
                assertThat(thrown == null).isEqualTo(inside == insides.getFirst() || inside == insides.getLast());
                assertThat(Thread.interrupted()).isEqualTo(inside == insides.getLast());
                layer.pools().assertClean();
            }
        }
    }

    private static int overflow(int depth) {
        return depth < 0 ? depth : 1 + overflow(depth + 1);
    }

    @Test
    void anExhaustedPoolIsNamedWithItsLimitInTime(TestDatabase database) {
        try (Layer layer =
                Layer.limited(database, Limits.USUAL.withConnections(1).withAcquire(SHORT))) {
            TenantDatabase acme = layer.database(ACME);
            acme.useTransaction(transaction -> {
                transaction.dsl().fetchCount(NOTES);
                for (Consumer<TenantDatabase> call : List.<Consumer<TenantDatabase>>of(
                        other -> other.dsl().fetchCount(NOTES),
                        other -> other.read(dsl -> dsl.fetchCount(NOTES)),
                        other -> other.useTransaction(inner -> {}),
                        other -> other.dsl().transaction(inner -> {}),
                        other -> other.dsl().connection(connection -> {}))) {
                    Throwable thrown = CompletableFuture.supplyAsync(() -> catchThrowable(() -> call.accept(acme)))
                            .join();
                    assertThat(thrown)
                            .isInstanceOf(PoolExhaustedException.class)
                            .hasMessageContaining("bound/main/primary/primary")
                            .hasMessageContaining("all 1");
                }
                assertThat(layer.routing().open()).isEqualTo(1);
            });
            layer.pools().assertClean();
        }
    }

    @Test
    void aThreadInterruptedWhileItWaitsForAConnectionLeavesNothing(TestDatabase database) throws Exception {
        try (Layer layer = Layer.limited(database, Limits.USUAL.withConnections(1))) {
            TenantDatabase acme = layer.database(ACME);
            acme.<InterruptedException>useTransaction(transaction -> {
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                CountDownLatch started = new CountDownLatch(1);
                Thread waiting = Thread.ofPlatform().start(() -> {
                    started.countDown();
                    thrown.set(catchThrowable(() -> acme.dsl().fetchCount(NOTES)));
                });
                started.await();
                waiting.interrupt();
                waiting.join();
                assertThat(thrown.get()).isInstanceOf(CancelledException.class);
            });
            layer.pools().assertClean();
        }
    }

    @Test
    void anUnknownTenantIsRefused(TestDatabase database) {
        try (Layer layer = Layer.over(database)) {
            TenantDatabase nobody = layer.database(TenantId.of("nobody"));
            for (Consumer<TenantDatabase> call : everyCall()) {
                assertThatExceptionOfType(UnknownTenantException.class).isThrownBy(() -> call.accept(nobody));
            }
            layer.pools().assertNothingHeld();
        }
    }

    @Test
    void aRefusedRouteIsTold(TestDatabase database) {
        try (Layer layer = Layer.over(database)) {
            layer.routing().refuse(RouteReason.NO_PRIMARY);
            for (Consumer<TenantDatabase> call : everyCall()) {
                assertThatExceptionOfType(NodeUnavailableException.class)
                        .isThrownBy(() -> call.accept(layer.database(ACME)))
                        .withMessageContaining("no_primary");
            }
            layer.pools().assertNothingHeld();
        }
    }

    private static List<Consumer<TenantDatabase>> everyCall() {
        return List.of(
                database -> database.dsl().fetchCount(NOTES),
                database -> database.dsl().batch("select 1").execute(),
                database -> database.dsl().connection(connection -> {}),
                database -> database.read(dsl -> 1),
                database -> database.useTransaction(transaction -> {}),
                database -> database.dsl().transaction(inner -> {}));
    }

    @Test
    void aServerThatIsDownIsTold(TestDatabase database) {
        WireProxy proxy = WireProxy.to(database.cluster().primary());
        int port = proxy.port();
        proxy.close();
        try (Layer layer = Layer.open(database, node -> port, Limits.USUAL.withAcquire(SHORT))) {
            for (Consumer<TenantDatabase> call : List.<Consumer<TenantDatabase>>of(
                    other -> other.dsl().fetchCount(NOTES),
                    other -> other.useTransaction(transaction -> {}),
                    other -> other.dsl().connection(connection -> {}))) {
                assertThatExceptionOfType(NodeUnavailableException.class)
                        .isThrownBy(() -> call.accept(layer.database(ACME)))
                        .withMessageContaining("08001");
            }
            layer.pools().assertNothingHeld();
        }
    }

    @Test
    void aPlanThatChangedIsPreparedAgainWithoutLosingTheConnection(TestDatabase database) {
        database.execute("create table wide (a int); grant select on wide to public; insert into wide values (1)");
        try (Layer layer = Layer.limited(database, Limits.USUAL.withConnections(1))) {
            TenantDatabase acme = layer.database(ACME);
            int before = backend(acme);
            for (int i = 0; i < 10; i++) {
                assertThat(acme.dsl().fetch("select * from wide")).hasSize(1);
                int read = acme.read(dsl -> dsl.fetch("select * from wide").size());
                assertThat(read).isEqualTo(1);
            }
            database.execute("alter table wide add column b int");
            assertThat(acme.dsl().fetch("select * from wide").fields()).hasSize(2);
            assertThat(acme.<Integer, RuntimeException>read(
                            dsl -> dsl.fetch("select * from wide").fields().length))
                    .isEqualTo(2);
            assertThat(backend(acme)).isEqualTo(before);
            layer.pools().assertClean();
        }
    }

    private static int backend(TenantDatabase database) {
        return database.dsl().fetchSingle("select pg_backend_pid()").get(0, Integer.class);
    }

    @Test
    void observersThatFailChangeNothingAndSeeEveryOutcome(TestDatabase database) {
        Notes.fill(database);
        Journal journal = new Journal();
        try (Layer layer = Layer.over(database, binder -> {
            Multibinder<ExecutionObserver> observers = Multibinder.newSetBinder(binder, ExecutionObserver.class);
            observers.addBinding().toInstance(new Failing());
            observers.addBinding().toInstance(journal);
        })) {
            TenantDatabase acme = layer.database(ACME);
            acme.dsl().selectFrom(NOTES).fetch();
            acme.dsl()
                    .batch("update note set text = text", "update note set text = text")
                    .execute();
            swallow(() -> acme.dsl().batch("select 1/0").execute());
            swallow(() -> acme.dsl().fetch("select 1/0"));
            acme.useTransaction(
                    transaction -> transaction.dsl().selectFrom(NOTES).fetch());
            swallow(() -> acme.useTransaction(transaction -> transaction.dsl().fetch("select 1/0")));
            layer.pools().assertClean();
        }
        assertThat(journal.lines)
                .containsExactly(
                        "STATEMENT null",
                        "BATCH null",
                        "BATCH 22012",
                        "STATEMENT 22012",
                        "STATEMENT null",
                        "COMMIT null",
                        "TRANSACTION null",
                        "STATEMENT 22012",
                        "ROLLBACK null",
                        "TRANSACTION 22012");
    }

    /** Throws what a broken listener may. */
    private static final class Failing implements ExecutionObserver {

        @Override
        public @Nullable Object started(Execution execution, @Nullable Object parent) {
            throw new NoClassDefFoundError("telemetry");
        }

        @Override
        public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
            throw new NoClassDefFoundError("telemetry");
        }
    }

    /** Writes down what ended, and how. */
    private static final class Journal implements ExecutionObserver {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable Object started(Execution execution, @Nullable Object parent) {
            return execution;
        }

        @Override
        public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
            assertThat(state).isSameAs(execution);
            lines.add(execution.kind() + " " + outcome.sqlState());
        }
    }
}
