package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.InvalidUseException;
import dal.error.WriteOnReadRouteException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text of the user's cannot leave the transaction that binds its tenant, nor make a read writable, nor outlive its connection's use. */
@PostgresTest(replicas = 1, pools = "it/")
class UserTextIT {

    private static Layer layer;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        layer = Layer.over(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
    }

    /** A way for a text to reach the server. */
    record Route(String name, BiConsumer<TenantDatabase, String> send) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Route> routes() {
        return Stream.of(
                new Route("execute", (database, sql) -> database.dsl().execute(sql)),
                new Route("fetch", (database, sql) -> database.dsl().fetch(sql)),
                new Route("fetchMany", (database, sql) -> database.dsl().fetchMany(sql)),
                new Route("read", (database, sql) -> database.read(dsl -> dsl.fetch(sql))),
                new Route(
                        "transaction",
                        (database, sql) -> database.useTransaction(t -> t.dsl().execute(sql))),
                new Route(
                        "second in a transaction",
                        (database, sql) -> database.useTransaction(t -> {
                            t.dsl().fetchCount(Notes.NOTES);
                            t.dsl().execute(sql);
                        })),
                new Route("batch", (database, sql) -> database.dsl().batch(sql).execute()),
                new Route(
                        "batch of two",
                        (database, sql) -> database.dsl().batch("select 1", sql).execute()),
                new Route(
                        "bind batch",
                        (database, sql) -> database.dsl()
                                .batch(database.dsl().query(sql))
                                .bind(new Object[0])
                                .execute()),
                new Route(
                        "static statement", (database, sql) -> statics(database).execute(sql)),
                new Route(
                        "connection, static",
                        (database, sql) -> byHand(database, connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(sql);
                            }
                        })),
                new Route(
                        "connection, static batch",
                        (database, sql) -> byHand(database, connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.addBatch(sql);
                                statement.executeBatch();
                            }
                        })),
                new Route(
                        "connection, prepared",
                        (database, sql) -> byHand(
                                database,
                                connection -> connection.prepareStatement(sql).execute())),
                new Route(
                        "connection, call",
                        (database, sql) -> byHand(
                                database,
                                connection -> connection.prepareCall(sql).execute())));
    }

    private static DSLContext statics(TenantDatabase database) {
        return DSL.using(database.dsl()
                .configuration()
                .derive(new Settings().withStatementType(StatementType.STATIC_STATEMENT)));
    }

    private static void byHand(TenantDatabase database, org.jooq.ConnectionRunnable work) {
        database.dsl().connection(work);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void severalStatementsInOneTextAreRefused(Route route, TestDatabase database) {
        assertThatExceptionOfType(InvalidUseException.class)
                .isThrownBy(() -> route.send()
                        .accept(layer.database(ACME), "delete from note; insert into note (id) values (9)"));
        assertThat(Notes.of(database, "acme")).hasSize(3);
        layer.pools().assertClean();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void endingTheTransactionIsRefused(Route route) {
        for (String sql : new String[] {"commit", "rollback", "begin"}) {
            assertThatExceptionOfType(InvalidUseException.class)
                    .isThrownBy(() -> route.send().accept(layer.database(ACME), sql));
        }
        layer.pools().assertClean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set transaction read write",
                "set local transaction_read_only = off",
                "select set_config('transaction_read_only', 'off', true)",
                "select set_config('transaction_read_only', 'off', false)"
            })
    void aReadCannotBeMadeWritable(String sql) {
        TenantDatabase database = layer.database(ACME);
        assertThatExceptionOfType(org.jooq.exception.DataAccessException.class)
                .isThrownBy(() -> database.read(dsl -> dsl.fetch(sql)));
        assertThatExceptionOfType(org.jooq.exception.DataAccessException.class)
                .isThrownBy(() -> database.useTransaction(
                        dal.transaction.TransactionOptions.defaults().asReadOnly(), t -> {
                            t.dsl().execute(sql);
                            t.dsl().execute("delete from note");
                        }));
        layer.pools().assertClean();
    }

    @Test
    void aFunctionThatWritesIsRefusedInARead(TestDatabase database) {
        database.execute(
                "create or replace function wipe() returns int language sql as 'delete from note returning id'");
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() -> layer.database(ACME)
                        .read(dsl ->
                                dsl.select(DSL.function("wipe", Integer.class)).fetch()));
        assertThat(Notes.of(database, "acme")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set app.tenant_id = 'globex'",
                "select set_config('app.tenant_id', 'globex', false)",
                "set search_path = nowhere",
                "set session authorization default"
            })
    void aSessionsSettingDoesNotReachTheNextBorrower(String sql) {
        try {
            byHand(layer.database(ACME), connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            });
        } catch (org.jooq.exception.DataAccessException e) {
            // Refused is as good.
        }
        layer.pools().assertClean();
        assertThat(layer.database(ACME).dsl().fetch("select text from note")).hasSize(3);
    }

    @Test
    void aMockDoesNotTouchTheTable(TestDatabase database) {
        DSLContext mocked = DSL.using(layer.database(ACME)
                .dsl()
                .configuration()
                .derive(new org.jooq.tools.jdbc.MockConnectionProvider(
                        new org.jooq.impl.DefaultConnectionProvider(null),
                        context -> new org.jooq.tools.jdbc.MockResult[] {new org.jooq.tools.jdbc.MockResult(5)})));
        assertThat(mocked.deleteFrom(Notes.NOTES).execute()).isEqualTo(5);
        layer.database(ACME)
                .dsl()
                .mock(
                        context -> new org.jooq.tools.jdbc.MockResult[] {new org.jooq.tools.jdbc.MockResult(6)},
                        configuration -> assertThat(configuration
                                        .dsl()
                                        .deleteFrom(Notes.NOTES)
                                        .execute())
                                .isEqualTo(6));
        assertThat(Notes.of(database, "acme")).hasSize(3);
        layer.pools().assertClean();
    }

    @Test
    void whatWouldOutliveTheUseOfAConnectionIsRefused() throws SQLException {
        byHand(layer.database(ACME), connection -> {
            assertRefused(() -> connection.setReadOnly(true));
            assertRefused(() -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
            assertRefused(() -> connection.setSchema("x"));
            assertRefused(() -> connection.setCatalog("x"));
            assertRefused(() -> connection.setClientInfo("ApplicationName", "x"));
            assertRefused(() -> connection.setClientInfo(new java.util.Properties()));
            assertRefused(() -> connection.setNetworkTimeout(Runnable::run, 1));
            assertRefused(() -> connection.setHoldability(java.sql.ResultSet.HOLD_CURSORS_OVER_COMMIT));
        });
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(InvalidUseException.class).isThrownBy(call);
    }
}
