package dal.core.connection;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.core.testkit.Division;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.error.InvalidUseException;
import dal.error.ScopeEndedException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.PgResultSet;

/** P2: nothing that a borrowed connection gives out leads to the driver's own, which sends what it is given without the tenant. */
@PostgresTest(pools = "it/")
class ConfinedConnectionIT {

    private Layer layer;

    @BeforeAll
    static void schema(TestDatabase database) {
        Division.SCHEMAS.create(database);
        Division.SCHEMAS.fill(database);
        database.execute("""
                create table public.note as select 9 as id, 'of public' as text;
                create table public.shelf (id int primary key, text text);
                insert into public.shelf values (1, 'of public'), (2, 'of public');
                create table tenant_acme.shelf (id int primary key, text text);
                insert into tenant_acme.shelf values (1, 'own'), (2, 'own');
                grant all on public.shelf, tenant_acme.shelf to public;
                create function public.opened() returns refcursor language plpgsql as $$
                    declare c refcursor; begin open c for select text from note; return c; end $$;
                grant select on public.note to public;
                """);
    }

    @BeforeEach
    void start(TestDatabase database) {
        layer = Layer.limited(database, Limits.USUAL.withConnections(1).withIsolation(Division.SCHEMAS.isolation()));
    }

    @AfterEach
    void stop() {
        layer.close();
    }

    /** What a borrowed connection gives out, and what can be asked for a connection then. */
    enum Given {
        STATEMENT((connection, given) -> given.add(connection.createStatement())),
        PREPARED((connection, given) -> given.add(connection.prepareStatement("select 1"))),
        CALL((connection, given) -> given.add(connection.prepareCall("select 1"))),
        ROWS_OF_A_STATEMENT(
                (connection, given) -> given.add(connection.createStatement().executeQuery("select 1"))),
        ROWS_OF_A_STATEMENT_EXECUTED((connection, given) -> {
            Statement statement = connection.createStatement();
            statement.execute("select 1");
            given.add(statement.getResultSet());
        }),
        ROWS_OF_A_PREPARED_ONE((connection, given) ->
                given.add(connection.prepareStatement("select 1").executeQuery())),
        ROWS_OF_A_CALL((connection, given) ->
                given.add(connection.prepareCall("select 1").executeQuery())),
        KEYS((connection, given) -> {
            PreparedStatement statement =
                    connection.prepareStatement("update note set text = text", Statement.RETURN_GENERATED_KEYS);
            statement.executeUpdate();
            given.add(statement.getGeneratedKeys());
        }),
        META_DATA((connection, given) -> given.add(connection.getMetaData())),
        ROWS_OF_META_DATA(
                (connection, given) -> given.add(connection.getMetaData().getTables(null, null, "note", null))),
        ARRAY((connection, given) -> {
            ResultSet rows = row(connection, "select array[1]");
            given.add(rows.getArray(1).getResultSet());
            given.add(rows.getArray("array").getResultSet(1, 1));
            given.add(((Array) rows.getObject(1)).getResultSet());
            given.add(rows.getObject("array", Array.class).getResultSet());
        }),
        ARRAY_MADE((connection, given) ->
                given.add(connection.createArrayOf("int", new Integer[] {1}).getResultSet())),
        ARRAY_RETURNED((connection, given) -> {
            CallableStatement call = connection.prepareCall("{? = call string_to_array('1', ',')}");
            call.registerOutParameter(1, Types.ARRAY);
            call.execute();
            given.add(call.getArray(1).getResultSet());
            given.add(((Array) call.getObject(1)).getResultSet());
        }),
        CURSOR((connection, given) -> {
            connection.setAutoCommit(false);
            ResultSet rows = row(connection, "select public.opened()");
            given.add(rows.getObject(1));
        });

        private final Giving giving;

        Given(Giving giving) {
            this.giving = giving;
        }

        private static ResultSet row(Connection connection, String sql) throws SQLException {
            ResultSet rows = connection.createStatement().executeQuery(sql);
            assertThat(rows.next()).isTrue();
            return rows;
        }
    }

    /** Asks a connection for things. */
    @FunctionalInterface
    private interface Giving {
        void give(Connection connection, List<@Nullable Object> given) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void leadsBackToTheBorrowedConnectionOrNowhere(Given given) {
        layer.database(ACME).dsl().connection(connection -> {
            List<@Nullable Object> things = new ArrayList<>();
            given.giving.give(connection, things);
            assertThat(things).isNotEmpty().doesNotContainNull();
            for (Object thing : things) {
                Connection behind = connectionBehind(thing);
                if (behind != null) {
                    assertThat(textThrough(behind)).startsWith("acme");
                }
            }
        });
        layer.pools().assertClean();
    }

    private static @Nullable Connection connectionBehind(@Nullable Object thing) throws SQLException {
        return switch (thing) {
            case Statement statement -> statement.getConnection();
            case ResultSet rows ->
                rows.getStatement() == null ? null : rows.getStatement().getConnection();
            case DatabaseMetaData metaData -> metaData.getConnection();
            case null, default -> throw new AssertionError("Not expected: " + thing);
        };
    }

    private static @Nullable String textThrough(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select text from note order by id")) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    @Test
    void whatJooqHandsOutLeadsBackToo() throws SQLException {
        try (ResultSet rows =
                layer.database(ACME).dsl().resultQuery("select text from note").fetchResultSet()) {
            assertThat(rows.getStatement().getConnection()).isNotInstanceOf(PGConnection.class);
            assertThat(rows.getStatement().getConnection().unwrap(TenantConnection.class))
                    .isNotNull();
        }
        layer.pools().assertClean();
    }

    @Test
    void anArrayCanBeBoundAgain() {
        layer.database(ACME).dsl().connection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select ?::int[]")) {
                statement.setArray(1, connection.createArrayOf("int", new Integer[] {1, 2}));
                try (ResultSet first = statement.executeQuery()) {
                    first.next();
                    statement.setArray(1, first.getArray(1));
                }
                try (ResultSet second = statement.executeQuery()) {
                    second.next();
                    assertThat((Integer[]) second.getArray(1).getArray()).containsExactly(1, 2);
                }
            }
        });
    }

    @Test
    void theDriversOwnIsRefusedWhereEachStatementStandsAlone() {
        layer.database(ACME).dsl().connection(connection -> {
            assertRefused(() -> connection.unwrap(PGConnection.class));
            assertRefused(() -> connection.createStatement().unwrap(PGStatement.class));
            assertRefused(() -> connection.prepareStatement("select 1").unwrap(PGStatement.class));
            assertRefused(() -> connection.prepareCall("select 1").unwrap(PGStatement.class));
            ResultSet rows = Given.row(connection, "select array[1]");
            assertRefused(() -> rows.unwrap(PgResultSet.class));
            assertRefused(() -> connection.getMetaData().unwrap(org.postgresql.jdbc.PgDatabaseMetaData.class));
        });
        layer.pools().assertClean();
    }

    /** The ways to have a prepared statement send another text than its own. */
    enum OtherText {
        EXECUTE_KEYS((statement, sql) -> statement.execute(sql, Statement.RETURN_GENERATED_KEYS)),
        EXECUTE_INDEXES((statement, sql) -> statement.execute(sql, new int[0])),
        EXECUTE_NAMES((statement, sql) -> statement.execute(sql, new String[0])),
        UPDATE_KEYS((statement, sql) -> statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS)),
        UPDATE_INDEXES((statement, sql) -> statement.executeUpdate(sql, new int[0])),
        UPDATE_NAMES((statement, sql) -> statement.executeUpdate(sql, new String[0])),
        LARGE_UPDATE(Statement::executeLargeUpdate),
        LARGE_UPDATE_KEYS((statement, sql) -> statement.executeLargeUpdate(sql, Statement.RETURN_GENERATED_KEYS)),
        LARGE_UPDATE_INDEXES((statement, sql) -> statement.executeLargeUpdate(sql, new int[0])),
        LARGE_UPDATE_NAMES((statement, sql) -> statement.executeLargeUpdate(sql, new String[0]));

        private final Sending sending;

        OtherText(Sending sending) {
            this.sending = sending;
        }
    }

    /** Has a statement send a text. */
    @FunctionalInterface
    private interface Sending {
        Object send(Statement statement, String sql) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void aPreparedStatementSendsNoOtherTextThanItsOwn(OtherText way) {
        layer.database(ACME).dsl().connection(connection -> {
            for (Statement statement :
                    List.of(connection.prepareStatement("select 1"), connection.prepareCall("select 1"))) {
                assertRefused(() -> way.sending.send(statement, "select text from note"));
            }
        });
        layer.pools().assertClean();
    }

    /** What the driver sends by itself for a row. */
    enum InPlace {
        UPDATED(rows -> {
            rows.updateString(2, "changed");
            rows.updateRow();
        }),
        INSERTED(rows -> {
            rows.moveToInsertRow();
            rows.updateInt(1, 3);
            rows.updateString(2, "changed");
            rows.insertRow();
        }),
        DELETED(ResultSet::deleteRow),
        READ_ANEW(ResultSet::refreshRow);

        private final Changing changing;

        InPlace(Changing changing) {
            this.changing = changing;
        }
    }

    /** Does something to a row. */
    @FunctionalInterface
    private interface Changing {
        void change(ResultSet rows) throws SQLException;
    }

    private static ResultSet shelf(Connection connection) throws SQLException {
        ResultSet rows = connection
                .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
                .executeQuery("select id, text from shelf order by id");
        assertThat(rows.next()).isTrue();
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void aRowIsChangedInPlaceWhereTheTenantIsBoundAlone(InPlace way) {
        layer.database(ACME)
                .dsl()
                .connection(connection -> assertRefused(() -> way.changing.change(shelf(connection))));
        layer.database(ACME).<Integer, RuntimeException>read(dsl -> {
            dsl.connection(connection -> assertRefused(() -> way.changing.change(shelf(connection))));
            return 0;
        });
        layer.database(ACME).useTransaction(transaction -> {
            transaction.dsl().connection(connection -> way.changing.change(shelf(connection)));
            assertThat(transaction.dsl().fetch("select text from public.shelf").getValues(0, String.class))
                    .hasSize(2)
                    .containsOnly("of public");
            transaction.setRollbackOnly();
        });
        layer.pools().assertClean();
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(InvalidUseException.class).isThrownBy(call);
    }

    /** The ways to the driver's own inside a transaction. */
    enum HandedOut {
        CONNECTION(connection -> connection.unwrap(PGConnection.class)),
        STATEMENT(connection -> connection.createStatement().unwrap(PGStatement.class)),
        PREPARED(connection -> connection.prepareStatement("select 1").unwrap(PGStatement.class)),
        ROWS(connection -> connection.createStatement().executeQuery("select 1").unwrap(PgResultSet.class));

        private final Handing handing;

        HandedOut(Handing handing) {
            this.handing = handing;
        }
    }

    /** Asks a connection for what is the driver's. */
    @FunctionalInterface
    private interface Handing {
        Object handOut(Connection connection) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void theDriversOwnIsHandedOutBoundAndDoesNotGoBack(HandedOut way) {
        Object[] backend = new Object[1];
        layer.database(ACME)
                .useTransaction(transaction -> transaction.dsl().connection(connection -> {
                    Object driver = way.handing.handOut(connection);
                    Connection bare = driver instanceof PGStatement statement
                            ? ((Statement) statement).getConnection()
                            : driver instanceof PgResultSet rows
                                    ? rows.getStatement().getConnection()
                                    : (Connection) driver;
                    assertThat(textThrough(bare)).startsWith("acme");
                    try (ResultSet row = bare.createStatement().executeQuery("select pg_backend_pid()")) {
                        row.next();
                        backend[0] = row.getInt(1);
                    }
                }));
        assertThat(layer.database(ACME).dsl().fetchValue("select pg_backend_pid()"))
                .isNotEqualTo(backend[0]);
        layer.pools().assertClean();
    }

    @Test
    void metaDataIsAskedInTheTransactionThatIsBoundAndNotBeyondItsEnd() {
        DatabaseMetaData[] kept = new DatabaseMetaData[1];
        layer.database(ACME)
                .useTransaction(transaction -> transaction.dsl().connection(connection -> {
                    kept[0] = connection.getMetaData();
                    assertThat(kept[0].getTables(null, "tenant_acme", "note", null)
                                    .next())
                            .isTrue();
                    assertThat(textThrough(connection)).startsWith("acme");
                }));
        assertThatExceptionOfType(ScopeEndedException.class)
                .isThrownBy(() -> kept[0].getTables(null, null, null, null));
        layer.pools().assertClean();
    }
}
