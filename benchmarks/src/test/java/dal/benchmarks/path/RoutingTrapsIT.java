package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.cluster.Role;
import dal.error.InvalidUseException;
import dal.error.ScopeEndedException;
import dal.spi.Execution.Kind;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jooq.Configuration;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockDataProvider;
import org.jooq.tools.jdbc.MockResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** jOOQ's ways to a connection that do not pass the door where a statement's node is chosen, or pass it with a connection of their own. */
@PostgresTest(replicas = 1, pools = "path/")
class RoutingTrapsIT {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final Table<Record> T = table(name("trapped"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);

    private static WholeLayer layer;

    private DSLContext dsl;

    @BeforeAll
    static void start(TestDatabase database) {
        database.execute("""
                create table trapped (id int, text text, tenant_id text not null default current_setting('app.tenant_id', true));
                alter table trapped enable row level security;
                create policy tenant on trapped using (tenant_id = current_setting('app.tenant_id', true));
                """);
        layer = WholeLayer.over(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void oneRow(TestDatabase database) {
        database.execute("""
                truncate trapped;
                insert into trapped (id, text, tenant_id) values (1, 'before', 'acme'), (2, 'another''s', 'globex');
                """);
        dsl = layer.databases().database(TENANT).dsl();
        layer.served().forget();
    }

    /** As the primary has it, for every tenant, past the layer. */
    private static List<String> rows(TestDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select tenant_id || ':' || text from trapped order by id")) {
            List<String> rows = new java.util.ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String textOf(DSLContext dsl) {
        return dsl.select(TEXT).from(T).where(ID.eq(1)).fetchSingle(TEXT);
    }

    private static int update(DSLContext dsl, String text) {
        return dsl.update(T).set(TEXT, text).where(ID.eq(1)).execute();
    }

    @Test
    void aRolledBackJooqTransactionLeavesNothingAndReadsItsOwnWrites(TestDatabase database) {
        assertThatThrownBy(() -> dsl.transaction(inner -> {
                    update(inner.dsl(), "inside");
                    assertThat(textOf(inner.dsl())).isEqualTo("inside");
                    assertThat(textOf(dsl)).as("the outer DSL joins").isEqualTo("inside");
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");

        assertThat(rows(database)).containsExactly("acme:before", "globex:another's");
        assertThat(layer.served().roles()).isNotEmpty().containsOnly(Role.PRIMARY);
    }

    @Test
    void aNestedJooqTransactionThatFailsUndoesItselfAlone(TestDatabase database) {
        dsl.transaction(outer -> {
            update(outer.dsl(), "outer");
            assertThatThrownBy(() -> outer.dsl().transaction(inner -> {
                        update(inner.dsl(), "inner");
                        assertThat(textOf(inner.dsl())).isEqualTo("inner");
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            assertThat(textOf(outer.dsl())).isEqualTo("outer");
        });

        assertThat(rows(database)).contains("acme:outer");
        assertThat(layer.served().roles()).containsOnly(Role.PRIMARY);
    }

    @Test
    void aMockDoesNotReachTheTable(TestDatabase database) {
        MockDataProvider five = context -> new MockResult[] {new MockResult(5)};

        dsl.mock(
                five,
                (Configuration mocked) ->
                        assertThat(mocked.dsl().deleteFrom(T).execute()).isEqualTo(5));
        int byConnection = DSL.using(dsl.configuration()
                        .derive(new org.jooq.impl.DefaultConnectionProvider(new MockConnection(five))))
                .deleteFrom(T)
                .execute();
        int byItself = DSL.using(new MockConnection(five), SQLDialect.POSTGRES)
                .deleteFrom(T)
                .execute();

        assertThat(List.of(byConnection, byItself)).containsOnly(5);
        assertThat(rows(database)).containsExactly("acme:before", "globex:another's");
        // jOOQ's mock(...) asks for a connection and sends nothing over it.
        assertThat(layer.served().executions()).allMatch(execution -> execution.kind() == Kind.CONNECTION);
    }

    @Test
    void whatIsGatheredByBatchedIsWrittenOnThePrimary(TestDatabase database) {
        dsl.batched((Configuration gathering) -> {
            gathering.dsl().insertInto(T, ID, TEXT).values(3, "three").execute();
            gathering.dsl().insertInto(T, ID, TEXT).values(4, "four").execute();
        });

        assertThat(rows(database)).containsExactly("acme:before", "globex:another's", "acme:three", "acme:four");
    }

    @Test
    void batchesAreWrittenOnThePrimary(TestDatabase database) {
        dsl.batch(
                        dsl.insertInto(T, ID, TEXT).values(3, "three"),
                        dsl.update(T).set(TEXT, "after").where(ID.eq(1)))
                .execute();
        dsl.batch(dsl.insertInto(T, ID, TEXT).values((Integer) null, null))
                .bind(4, "four")
                .bind(5, "five")
                .execute();

        assertThat(rows(database))
                .containsExactly("acme:after", "globex:another's", "acme:three", "acme:four", "acme:five");
        assertThat(layer.served().roles()).containsOnly(Role.PRIMARY);
    }

    @Test
    void aLoaderWritesOnThePrimary(TestDatabase database) throws IOException {
        var loaded = dsl.loadInto(T)
                .bulkAfter(2)
                .batchAfter(2)
                .loadCSV("id,text\n3,three\n4,four\n5,five\n")
                .fields(ID, TEXT)
                .execute();

        assertThat(loaded.errors()).isEmpty();
        assertThat(rows(database))
                .containsExactly("acme:before", "globex:another's", "acme:three", "acme:four", "acme:five");
    }

    @Test
    void aConnectionOfOnesOwnIsThePrimarysAndTheTenants(TestDatabase database) {
        dsl.connection(connection -> {
            assertThat(values(connection, "select pg_is_in_recovery()::text")).containsExactly("false");
            assertThat(values(connection, "select text from trapped")).containsExactly("before");
            values(connection, "update trapped set text = 'by hand' returning text");
        });
        assertThat(dsl.<List<String>>connectionResult(
                        connection -> values(connection, "select pg_is_in_recovery()::text")))
                .containsExactly("false");

        assertThat(rows(database)).containsExactly("acme:by hand", "globex:another's");
    }

    @Test
    void aParsingConnectionIsThePrimarysAndTheTenants(TestDatabase database) throws SQLException {
        try (Connection connection = dsl.parsingConnection()) {
            assertThat(values(connection, "select text from trapped")).containsExactly("before");
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("update trapped set text = 'parsed'");
            }
        }

        assertThat(rows(database)).containsExactly("acme:parsed", "globex:another's");
    }

    @Test
    void aDiagnosticsConnectionIsThePrimarysAndTheTenants(TestDatabase database) throws SQLException {
        try (Connection connection = dsl.diagnosticsConnection()) {
            assertThat(values(connection, "select text from trapped")).containsExactly("before");
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("update trapped set text = 'diagnosed'");
            }
        }

        assertThat(rows(database)).containsExactly("acme:diagnosed", "globex:another's");
    }

    @Test
    void aKeptStatementDoesNotOutliveItsUse() {
        try (var query = dsl.select(TEXT).from(T).keepStatement(true)) {
            assertThat(query.fetch(TEXT)).containsExactly("before");
            assertThatExceptionOfType(ScopeEndedException.class).isThrownBy(query::fetch);
        }
    }

    @Test
    void aCursorStaysOnItsReplicaWhileOthersWrite() {
        try (Cursor<Record> cursor = dsl.selectFrom(T).fetchSize(1).fetchLazy()) {
            update(dsl, "meanwhile");
            assertThat(cursor.fetch()).hasSize(1);
        }

        assertThat(layer.served().roles()).containsExactly(Role.REPLICA, Role.PRIMARY);
    }

    @Test
    void aTemporaryTableIsSeenInItsTransactionAndNotByTheNextBorrower() {
        dsl.transaction(inner -> {
            inner.dsl().execute("create temp table passing (id int)");
            inner.dsl().execute("insert into passing values (1)");
            assertThat(inner.dsl().fetchCount(table(name("passing")))).isEqualTo(1);
        });
        for (int i = 0; i < 5; i++) {
            dsl.transaction(next -> assertThat(next.dsl().fetchValue("select to_regclass('passing')::text"))
                    .isNull());
        }
    }

    @Test
    void aListenDoesNotStayOnItsConnection() {
        dsl.execute("listen trapped");
        for (int i = 0; i < 5; i++) {
            dsl.transaction(next -> assertThat(next.dsl().fetch("select pg_listening_channels()"))
                    .isEmpty());
        }
    }

    @Test
    void aTransactionInABlockOfReadsIsRefused() {
        assertThatExceptionOfType(InvalidUseException.class)
                .isThrownBy(() -> layer.databases().database(TENANT).read((DSLContext reads) -> {
                    reads.transaction(inner -> update(inner.dsl(), "never"));
                    return 0;
                }));
    }

    private static List<String> values(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> values = new java.util.ArrayList<>();
            while (found.next()) {
                values.add(found.getString(1));
            }
            return values;
        }
    }
}
