package dal.benchmarks.isolation;

import static dal.benchmarks.isolation.Items.ITEM;
import static dal.benchmarks.isolation.Items.OWNER;

import dal.TenantDatabase;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.conf.SettingsTools;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.MockResult;
import org.postgresql.PGConnection;

/** A way to read whose every item is that a tenant can see. */
enum ReadPath {
    MODEL(database -> owners(database.dsl())),
    PLAIN_SQL(database ->
            database.dsl().fetch("select owner from item where id > ?", 0).getValues(0, String.class)),
    STATIC_STATEMENT(database -> owners(DSL.using(database.dsl()
            .configuration()
            .derive(SettingsTools.clone(database.dsl().settings())
                    .withStatementType(StatementType.STATIC_STATEMENT))))),
    READ(database -> database.read(ReadPath::owners)),
    READ_PLAIN_SQL(database -> database.read(
            dsl -> dsl.fetch("select owner from item where id > ?", 0).getValues(0, String.class))),
    TRANSACTION(database -> database.inTransaction(transaction -> owners(transaction.dsl()))),
    TRANSACTION_TWICE(database -> database.inTransaction(transaction -> {
        owners(transaction.dsl());
        return owners(transaction.dsl());
    })),
    TRANSACTION_OF_JOOQ(database -> database.dsl().transactionResult(inner -> owners(inner.dsl()))),
    NESTED_TRANSACTION(database ->
            database.dsl().transactionResult(outer -> outer.dsl().transactionResult(inner -> owners(inner.dsl())))),
    AFTER_A_NESTED_ROLLBACK(database -> database.inTransaction(transaction -> {
        try {
            transaction.dsl().transaction(inner -> {
                inner.dsl().deleteFrom(ITEM).execute();
                throw new IllegalStateException("undone");
            });
        } catch (IllegalStateException e) {
            // Its savepoint was rolled back to.
        }
        return owners(transaction.dsl());
    })),
    SEVERAL_RESULTS(database ->
            database.dsl().fetchMany("select owner from item").getFirst().getValues(0, String.class)),
    CURSOR(database -> lazily(database.dsl())),
    CURSOR_OF_A_READ(database -> database.read(ReadPath::lazily)),
    CURSOR_OF_A_TRANSACTION(database -> database.inTransaction(transaction -> lazily(transaction.dsl()))),
    CURSOR_LEFT_OPEN(database -> {
        List<String> first = database.inTransaction(transaction -> {
            Cursor<Record1<String>> cursor =
                    transaction.dsl().select(OWNER).from(ITEM).fetchSize(1).fetchLazy();
            return cursor.fetchNext(1).map(Record1::value1);
        });
        List<String> all = owners(database.dsl());
        return all.containsAll(first) ? all : first;
    }),
    STREAM(database -> {
        try (Stream<Record1<String>> stream =
                database.dsl().select(OWNER).from(ITEM).fetchStream()) {
            return stream.map(Record1::value1).toList();
        }
    }),
    CONNECTION_PREPARED(database -> database.dsl().connectionResult(ReadPath::prepared)),
    CONNECTION_STATIC(database -> database.dsl().connectionResult(connection -> {
        try (Statement statement = connection.createStatement()) {
            return all(statement.executeQuery("select owner from item"));
        }
    })),
    CONNECTION_BEHIND_ITS_ROWS(database -> database.dsl().connectionResult(connection -> {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1")) {
            return prepared(rows.getStatement().getConnection());
        }
    })),
    CONNECTION_AFTER_AN_ERROR(database -> database.dsl().connectionResult(connection -> {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("select 1/0");
        } catch (SQLException e) {
            // The next one is a transaction of its own.
        }
        return prepared(connection);
    })),
    CONNECTION_AFTER_ITS_COMMIT(database -> database.dsl().connectionResult(connection -> {
        connection.setAutoCommit(false);
        prepared(connection);
        connection.commit();
        return prepared(connection);
    })),
    CONNECTION_AFTER_A_SAVEPOINT(database -> database.dsl().connectionResult(connection -> {
        connection.setAutoCommit(false);
        Savepoint savepoint = connection.setSavepoint();
        prepared(connection);
        connection.rollback(savepoint);
        return prepared(connection);
    })),
    CALL(database -> database.dsl().connectionResult(connection -> {
        try (CallableStatement call = connection.prepareCall("{call item_owners()}")) {
            return all(call.executeQuery());
        }
    })),
    CALL_THAT_RETURNS(database -> database.dsl().connectionResult(connection -> {
        try (CallableStatement call = connection.prepareCall("{? = call item_count()}")) {
            call.registerOutParameter(1, java.sql.Types.INTEGER);
            call.execute();
            List<String> own = prepared(connection);
            return call.getInt(1) == own.size() ? own : List.of(call.getInt(1) + " counted");
        }
    })),
    COPY(database -> database.inTransaction(transaction -> transaction.dsl().connectionResult(ReadPath::copied))),
    ASYNCHRONOUS(database -> database.dsl()
            .select(OWNER)
            .from(ITEM)
            .fetchAsync()
            .toCompletableFuture()
            .join()
            .getValues(0, String.class)),
    TRANSACTION_ASYNCHRONOUS(database -> database.dsl()
            .transactionResultAsync(inner -> owners(inner.dsl()))
            .toCompletableFuture()
            .join()),
    UNDER_ANOTHER_DSL(database ->
            database.dsl().connectionResult(connection -> owners(DSL.using(connection, org.jooq.SQLDialect.POSTGRES)))),
    BATCHED(database -> database.dsl().batchedResult(batched -> owners(batched.dsl()))),
    BESIDE_A_MOCK(database -> {
        database.dsl()
                .mock(
                        context -> new MockResult[] {new MockResult(1)},
                        configuration -> configuration.dsl().deleteFrom(ITEM).execute());
        return owners(database.dsl());
    }),
    META_DATA(database -> database.dsl().connectionResult(connection -> {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "item", null)) {
            tables.next();
        }
        return prepared(connection);
    }));

    @SuppressWarnings("ImmutableEnumChecker") // It is a lambda that holds nothing.
    private final Function<TenantDatabase, List<String>> read;

    ReadPath(Function<TenantDatabase, List<String>> read) {
        this.read = read;
    }

    /** The owners of all that was seen. */
    List<String> owners(TenantDatabase database) {
        return read.apply(database);
    }

    private static List<String> owners(DSLContext dsl) {
        return dsl.select(OWNER).from(ITEM).fetch(OWNER);
    }

    private static List<String> lazily(DSLContext dsl) {
        try (Cursor<Record1<String>> cursor =
                dsl.select(OWNER).from(ITEM).fetchSize(1).fetchLazy()) {
            return cursor.fetch().getValues(OWNER);
        }
    }

    private static List<String> prepared(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select owner from item where id > ?")) {
            statement.setInt(1, 0);
            return all(statement.executeQuery());
        }
    }

    private static List<String> copied(Connection connection) throws SQLException {
        StringWriter out = new StringWriter();
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (select owner from item) to stdout", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString().lines().toList();
    }

    private static List<String> all(ResultSet rows) throws SQLException {
        List<String> found = new ArrayList<>();
        while (rows.next()) {
            found.add(rows.getString(1));
        }
        return found;
    }
}
