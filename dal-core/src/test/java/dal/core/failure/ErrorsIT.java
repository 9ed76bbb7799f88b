package dal.core.failure;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.ConstraintViolatedException;
import dal.error.DatabaseException;
import dal.error.ErrorCode;
import dal.error.SerializationFailureException;
import dal.error.TransactionRolledBackException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of the server reach the caller as this library's, told apart by SQLSTATE, and say no value (P11). */
@PostgresTest(pools = "it/")
class ErrorsIT {

    private static final String SECRET = "hunter2-4711";

    private static Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        database.execute("""
                create table item (
                    id int primary key, code text unique, owner int references item, name text not null default '',
                    amount int check (amount > 0), tenant_id text default current_setting('app.tenant_id', true));
                create function raise_secret(text) returns int language plpgsql as
                    $$ begin raise exception 'found %', $1 using errcode = 'P0042', detail = $1, hint = $1; end $$;
                """);
        layer = Layer.limited(database, Limits.USUAL.withConnections(3).withStatement(Duration.ofSeconds(1)));
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        database.execute("truncate item; insert into item (id, code) values (1, 'a'), (2, 'b')");
        acme = layer.database(ACME);
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into item (id) values (1)                     | 23505 | CONSTRAINT_VIOLATED | item_pkey       | item",
                "insert into item (id, owner) values (3, 99)          | 23503 | CONSTRAINT_VIOLATED | item_owner_fkey | item",
                "insert into item (id, name) values (3, null)         | 23502 | CONSTRAINT_VIOLATED |                 | item",
                "insert into item (id, amount) values (3, 0)          | 23514 | CONSTRAINT_VIOLATED | item_amount_check | item",
                "select pg_sleep(20)                                  | 57014 | TIMED_OUT           |                 |",
                "select * from nowhere                                | 42P01 | STATEMENT_FAILED    |                 |",
                "select 'x'::int                                      | 22P02 | STATEMENT_FAILED    |                 |",
                "select 1/0                                           | 22012 | STATEMENT_FAILED    |                 |",
                "selec                                                | 42601 | STATEMENT_FAILED    |                 |",
            })
    void itsSqlStateDecides(String sql, String state, ErrorCode code, String constraint, String table) {
        for (DatabaseException error : new DatabaseException[] {
            failure(() -> acme.dsl().execute(sql)),
            failure(() -> acme.dsl().fetch(sql)),
            failure(() -> acme.dsl().batch(sql).execute()),
            failure(() -> acme.dsl().batch("select 1", sql).execute()),
            failure(() -> acme.useTransaction(transaction -> transaction.dsl().execute(sql))),
            failure(() -> acme.dsl().transaction(inner -> inner.dsl().execute(sql))),
        }) {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.sqlState()).isEqualTo(state);
            assertThat(error.tenant()).contains(ACME);
            if (error instanceof ConstraintViolatedException violated) {
                assertThat(violated.constraint().orElse(null)).isEqualTo(constraint);
                assertThat(violated.table()).contains(table);
            }
        }
    }

    private static DatabaseException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        DatabaseException error = catchThrowableOfType(DatabaseException.class, call);
        assertThat((Throwable) error).isNotNull().isInstanceOf(DataAccessException.class);
        return error;
    }

    /** A way to make the server quote a value. */
    record Quoting(String name, java.util.function.Consumer<TenantDatabase> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Quoting> quotings() {
        return Stream.of(
                new Quoting("unique", database -> {
                    insert(database.dsl(), 10);
                    insert(database.dsl(), 11);
                }),
                new Quoting("cast of a bind", database -> database.dsl().fetch("select ?::text::int", SECRET)),
                new Quoting("cast of a literal", database -> database.dsl().fetch("select '" + SECRET + "'::int")),
                new Quoting("raise", database -> database.dsl().fetch("select raise_secret(?)", SECRET)),
                new Quoting(
                        "raise in a read",
                        database -> database.read(dsl -> dsl.fetch("select raise_secret(?)", SECRET))),
                new Quoting(
                        "batch of texts",
                        database -> database.dsl()
                                .batch("select 1", "select '" + SECRET + "'::int")
                                .execute()),
                new Quoting(
                        "batch of queries",
                        database -> database.dsl()
                                .batch(database.dsl().query("select ?::text::int", SECRET))
                                .execute()),
                new Quoting(
                        "batch of binds",
                        database -> database.dsl()
                                .batch(database.dsl().query("select raise_secret(?)", "x"))
                                .bind(SECRET)
                                .bind(SECRET)
                                .execute()),
                new Quoting(
                        "batched",
                        database -> database.dsl().batched(batched -> {
                            batched.dsl().execute("insert into item (id, code) values (?, ?)", 1, SECRET);
                        })),
                new Quoting(
                        "transaction",
                        database -> database.useTransaction(
                                transaction -> transaction.dsl().fetch("select raise_secret(?)", SECRET))),
                new Quoting(
                        "swallowed",
                        database -> database.useTransaction(transaction -> {
                            try {
                                transaction.dsl().fetch("select raise_secret(?)", SECRET);
                            } catch (DataAccessException e) {
                                // It comes back as the cause of the end's.
                            }
                        })),
                new Quoting("loader", database -> {
                    try {
                        var loaded = database.dsl()
                                .loadInto(DSL.table(DSL.name("item")))
                                .loadArrays(new Object[][] {{1, SECRET}})
                                .fields(
                                        DSL.field(DSL.name("id"), Integer.class),
                                        DSL.field(DSL.name("code"), String.class))
                                .execute();
                        throw loaded.errors().getFirst().exception();
                    } catch (java.io.IOException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                new Quoting(
                        "connection",
                        database -> database.dsl().connection(connection -> {
                            try (PreparedStatement statement = connection.prepareStatement("select raise_secret(?)")) {
                                statement.setString(1, SECRET);
                                statement.execute();
                            }
                        })),
                new Quoting(
                        "connection, static batch",
                        database -> database.dsl().connection(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.addBatch("select '" + SECRET + "'::int");
                                statement.executeBatch();
                            }
                        })),
                new Quoting(
                        "lazy",
                        database -> database.dsl()
                                .resultQuery("select raise_secret(?)", SECRET)
                                .fetchLazy()
                                .close()),
                new Quoting(
                        "asynchronous",
                        database -> database.dsl()
                                .resultQuery("select raise_secret(?)", SECRET)
                                .fetchAsync()
                                .toCompletableFuture()
                                .join()));
    }

    private static void insert(DSLContext dsl, int id) {
        dsl.execute("insert into item (id, code) values (?, ?)", id, SECRET);
    }

    @ParameterizedTest
    @MethodSource("quotings")
    void noValueIsInAnyMessage(Quoting quoting) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(
                () -> quoting.call().accept(acme));
        assertThat(thrown).isNotNull();
        assertSaysNothing(thrown);
        assertThat(SqlFailures.sqlState(thrown)).isNotNull();
    }

    private static void assertSaysNothing(@Nullable Throwable thrown) {
        if (thrown == null) {
            return;
        }
        assertThat(String.valueOf(thrown)).doesNotContain(SECRET);
        assertSaysNothing(thrown.getCause());
        for (Throwable suppressed : thrown.getSuppressed()) {
            assertSaysNothing(suppressed);
        }
        if (thrown instanceof SQLException sql) {
            assertThat((Throwable) sql).isNotInstanceOf(BatchUpdateException.class);
            assertSaysNothing(sql.getNextException());
        }
    }

    @Test
    void aSerializationFailureMayBeRepeated() throws Exception {
        TransactionOptions serializable = TransactionOptions.defaults().withIsolation(Isolation.REPEATABLE_READ);
        SerializationFailureException error = catchThrowableOfType(
                SerializationFailureException.class,
                () -> acme.useTransaction(serializable, transaction -> {
                    transaction.dsl().fetch("select * from item");
                    CompletableFuture.runAsync(() -> acme.dsl().execute("update item set name = 'other' where id = 1"))
                            .join();
                    transaction.dsl().execute("update item set name = 'mine' where id = 1");
                }));
        assertThat(error.sqlState()).isEqualTo("40001");
        assertThat(error.retryable()).isTrue();
    }

    @Test
    void aDeadlockMayBeRepeated(TestDatabase database) {
        try (Layer patient = Layer.over(database)) {
            CyclicBarrier both = new CyclicBarrier(2);
            TenantDatabase tenant = patient.database(ACME);
            var one = CompletableFuture.supplyAsync(() -> cross(tenant, both, 1, 2));
            var two = CompletableFuture.supplyAsync(() -> cross(tenant, both, 2, 1));
            assertThat(Stream.of(one.join(), two.join()).filter(error -> error != null))
                    .singleElement()
                    .satisfies(error -> {
                        assertThat(error).isInstanceOf(SerializationFailureException.class);
                        assertThat(error.sqlState()).isEqualTo("40P01");
                    });
            patient.pools().assertClean();
        }
    }

    private static DatabaseException cross(TenantDatabase tenant, CyclicBarrier both, int first, int second) {
        return catchThrowableOfType(
                DatabaseException.class,
                () -> tenant.useTransaction(transaction -> {
                    transaction.dsl().execute("update item set name = 'x' where id = ?", first);
                    both.await();
                    transaction.dsl().execute("update item set name = 'x' where id = ?", second);
                }));
    }

    @Test
    void aReadThatLosesItsConnectionSaysSo() {
        assertThat(failure(() -> acme.read(dsl -> dsl.fetch("select pg_terminate_backend(pg_backend_pid())"))))
                .isInstanceOf(ConnectionLostException.class);
    }

    @Test
    void anAutocommitWriteThatLosesItsConnectionIsOfUnknownOutcome() {
        assertThat(failure(() ->
                        acme.dsl().execute("update item set name = pg_terminate_backend(pg_backend_pid())::text")))
                .isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @Test
    void aTransactionThatLosesItsConnectionSaysSo() {
        assertThat(failure(() -> acme.useTransaction(
                        transaction -> transaction.dsl().fetch("select pg_terminate_backend(pg_backend_pid())"))))
                .isInstanceOf(ConnectionLostException.class);
    }

    @Test
    void aTransactionThatSwallowsTheLossOfItsConnectionWasRolledBack() {
        assertThat(failure(() -> acme.useTransaction(transaction -> {
                    try {
                        transaction.dsl().fetch("select pg_terminate_backend(pg_backend_pid())");
                    } catch (ConnectionLostException e) {
                        // Nothing was committed, so nothing is unknown.
                    }
                })))
                .isInstanceOf(TransactionRolledBackException.class)
                .hasCauseInstanceOf(ConnectionLostException.class);
    }

    @Test
    void aTransactionThatLosesItsConnectionAtTheCommitIsOfUnknownOutcome(TestDatabase database) {
        assertThat(failure(() -> acme.useTransaction(transaction -> {
                    int pid = transaction
                            .dsl()
                            .fetchSingle("select pg_backend_pid()")
                            .get(0, Integer.class);
                    transaction.dsl().execute("update item set name = 'x'");
                    database.execute("select pg_terminate_backend(" + pid + ", 5000)");
                })))
                .isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @Test
    void theNextBorrowerGetsAConnectionThatWorks() {
        for (int i = 0; i < 5; i++) {
            failure(() -> acme.read(dsl -> dsl.fetch("select pg_terminate_backend(pg_backend_pid())")));
            try {
                acme.dsl()
                        .connection(connection ->
                                connection.createStatement().execute("select pg_terminate_backend(pg_backend_pid())"));
            } catch (DataAccessException e) {
                // Expected.
            }
            assertThat(acme.dsl().fetch("select 1")).hasSize(1);
        }
    }
}
