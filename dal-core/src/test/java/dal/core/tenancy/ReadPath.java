package dal.core.tenancy;

import static dal.core.testkit.Notes.NOTES;
import static org.jooq.conf.StatementType.STATIC_STATEMENT;

import dal.TenantDatabase;
import dal.core.testkit.Notes;
import java.io.StringWriter;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.conf.SettingsTools;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jooq.impl.SQLDataType;
import org.postgresql.PGConnection;
import org.reactivestreams.FlowAdapters;

/** A way to read every note there is through a tenant's database. */
enum ReadPath {
    MODEL(database -> texts(database.dsl())),
    PLAIN_SQL(database ->
            database.dsl().fetch("select text from note where id > ?", 0).getValues(0, String.class)),
    PLAIN_SQL_WITHOUT_BINDS(
            database -> database.dsl().fetch("select text from note").getValues(0, String.class)),
    RENDERED_AND_SENT_AGAIN(database ->
            database.dsl().fetch(database.dsl().renderInlined(Notes.texts())).getValues(0, String.class)),
    READ_BLOCK(database -> database.read(ReadPath::texts)),
    READ_BLOCK_PLAIN_SQL(
            database -> database.read(dsl -> dsl.fetch("select text from note").getValues(0, String.class))),
    READ_BLOCK_TWICE(database -> database.read(dsl -> {
        texts(dsl);
        return texts(dsl);
    })),
    READ_BLOCK_CONNECTION(database -> database.read(dsl -> dsl.connectionResult(ReadPath::prepared))),
    TRANSACTION(database -> database.inTransaction(transaction -> texts(transaction.dsl()))),
    TRANSACTION_SECOND_STATEMENT(database -> database.inTransaction(transaction -> {
        texts(transaction.dsl());
        return texts(transaction.dsl());
    })),
    TRANSACTION_JOINED(database -> database.inTransaction(transaction -> texts(database.dsl()))),
    TRANSACTION_JOINED_BY_A_READ(database -> database.inTransaction(transaction -> database.read(ReadPath::texts))),
    TRANSACTION_CONNECTION(
            database -> database.inTransaction(transaction -> transaction.dsl().connectionResult(ReadPath::prepared))),
    TRANSACTION_CURSOR(database -> database.inTransaction(transaction -> lazily(transaction.dsl(), 1))),
    TRANSACTION_COPY(
            database -> database.inTransaction(transaction -> transaction.dsl().connectionResult(ReadPath::copied))),
    JOOQ_TRANSACTION(database -> database.dsl().transactionResult(inner -> texts(inner.dsl()))),
    JOOQ_TRANSACTION_NESTED(database ->
            database.dsl().transactionResult(outer -> outer.dsl().transactionResult(inner -> texts(inner.dsl())))),
    JOOQ_TRANSACTION_AFTER_NESTED_ROLLBACK(database -> database.dsl().transactionResult(outer -> {
        try {
            outer.dsl().transaction(inner -> {
                texts(inner.dsl());
                throw new IllegalStateException("undone");
            });
        } catch (IllegalStateException e) {
            // Expected: the outer one goes on.
        }
        return texts(outer.dsl());
    })),
    CONNECTION_PREPARED(database -> database.dsl().connectionResult(ReadPath::prepared)),
    CONNECTION_PREPARED_TWICE(database -> database.dsl().connectionResult(connection -> {
        try (PreparedStatement statement = connection.prepareStatement("select text from note where id > ?")) {
            statement.setInt(1, 0);
            all(statement.executeQuery());
            return all(statement.executeQuery());
        }
    })),
    CONNECTION_STATIC(database -> database.dsl().connectionResult(connection -> {
        try (Statement statement = connection.createStatement()) {
            return all(statement.executeQuery("select text from note"));
        }
    })),
    CONNECTION_CALL(database -> database.dsl().connectionResult(connection -> {
        try (CallableStatement call = connection.prepareCall("select text from note")) {
            return all(call.executeQuery());
        }
    })),
    CONNECTION_AFTER_ITS_OWN_COMMIT(database -> database.dsl().connectionResult(connection -> {
        connection.setAutoCommit(false);
        prepared(connection);
        connection.commit();
        return prepared(connection);
    })),
    CONNECTION_AFTER_ITS_OWN_ROLLBACK(database -> database.dsl().connectionResult(connection -> {
        connection.setAutoCommit(false);
        prepared(connection);
        connection.rollback();
        return prepared(connection);
    })),
    CONNECTION_AFTER_ROLLBACK_TO_A_SAVEPOINT(database -> database.dsl().connectionResult(connection -> {
        connection.setAutoCommit(false);
        var savepoint = connection.setSavepoint();
        prepared(connection);
        connection.rollback(savepoint);
        return prepared(connection);
    })),
    CONNECTION_AUTOCOMMIT_AGAIN(database -> database.dsl().connectionResult(connection -> {
        connection.setAutoCommit(false);
        prepared(connection);
        connection.setAutoCommit(true);
        return prepared(connection);
    })),
    CONNECTION_AFTER_AN_ERROR(database -> database.dsl().connectionResult(connection -> {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("select 1/0");
        } catch (SQLException e) {
            // Expected: the next one is a transaction of its own.
        }
        return prepared(connection);
    })),
    UNDER_ANOTHER_DSL(database ->
            database.dsl().connectionResult(connection -> texts(DSL.using(connection, org.jooq.SQLDialect.POSTGRES)))),
    LAZY(database -> lazily(database.dsl(), 0)),
    LAZY_WITH_FETCH_SIZE(database -> lazily(database.dsl(), 1)),
    LAZY_PLAIN_SQL_WITH_FETCH_SIZE(database -> {
        try (Cursor<?> cursor = database.dsl()
                .resultQuery("select text from note where id > ?", 0)
                .fetchSize(1)
                .fetchLazy()) {
            return cursor.fetch().getValues(0, String.class);
        }
    }),
    LAZY_IN_A_READ_BLOCK(database -> database.read(dsl -> lazily(dsl, 1))),
    LAZY_LEFT_HALF_READ(database -> {
        try (Cursor<Record1<String>> cursor =
                database.dsl().select(NOTES.text).from(NOTES).fetchSize(1).fetchLazy()) {
            cursor.fetchNext();
        }
        return texts(database.dsl());
    }),
    STREAM(database -> {
        try (Stream<Record1<String>> stream =
                database.dsl().select(NOTES.text).from(NOTES).fetchStream()) {
            return stream.map(Record1::value1).toList();
        }
    }),
    MANY(database ->
            database.dsl().fetchMany("select text from note").getFirst().getValues(0, String.class)),
    RESULT_SET(database -> {
        try (ResultSet rows = database.dsl().select(NOTES.text).from(NOTES).fetchResultSet()) {
            return all(rows);
        }
    }),
    ASYNCHRONOUS(database -> database.dsl()
            .select(NOTES.text)
            .from(NOTES)
            .fetchAsync()
            .toCompletableFuture()
            .join()
            .getValues(NOTES.text)),
    REACTIVE(database -> published(database.dsl().select(NOTES.text).from(NOTES))),
    STATIC_STATEMENTS(database -> texts(DSL.using(database.dsl()
            .configuration()
            .derive(SettingsTools.clone(database.dsl().settings()).withStatementType(STATIC_STATEMENT))))),
    WITHOUT_OUR_LISTENER(
            database -> texts(DSL.using(database.dsl().configuration().derive(new DefaultExecuteListenerProvider[0])))),
    PARSING_CONNECTION(database -> {
        try (Connection parsing = database.dsl().parsingConnection();
                PreparedStatement statement = parsing.prepareStatement("select text from note")) {
            return all(statement.executeQuery());
        }
    }),
    DIAGNOSTICS_CONNECTION(database -> {
        try (Connection diagnosed = database.dsl().diagnosticsConnection();
                PreparedStatement statement = diagnosed.prepareStatement("select text from note")) {
            return all(statement.executeQuery());
        }
    }),
    BATCHED(database -> database.dsl().batchedResult(batched -> texts(batched.dsl()))),
    FUNCTION(database -> database.dsl()
            .select(DSL.field("t", String.class))
            .from(DSL.table("note_texts() t"))
            .fetch()
            .getValues(0, String.class)),
    FUNCTION_IN_A_READ_BLOCK(database ->
            database.read(dsl -> dsl.fetch("select * from note_texts()").getValues(0, String.class))),
    REFRESHED(database -> {
        List<String> found = new ArrayList<>();
        for (Notes.Note note : database.dsl().selectFrom(NOTES).fetch()) {
            note.refresh();
            found.add(note.get(NOTES.text));
        }
        return found;
    }),
    COUNTED(database -> numbered(database, database.dsl().fetchCount(NOTES))),
    FUNCTION_COUNTED(database -> numbered(
            database,
            database.dsl()
                    .select(DSL.function("note_count", SQLDataType.INTEGER))
                    .fetchSingle()
                    .value1())),
    ROUTINE(database -> {
        NoteCount count = new NoteCount();
        count.execute(database.dsl().configuration());
        return numbered(database, count.getReturnValue());
    }),
    ROUTINE_IN_A_TRANSACTION(database -> database.inTransaction(transaction -> {
        NoteCount count = new NoteCount();
        count.execute(transaction.dsl().configuration());
        return numbered(database, count.getReturnValue());
    }));

    private final Read read;

    ReadPath(Read read) {
        this.read = read;
    }

    /** The texts found. */
    Collection<String> texts(TenantDatabase database) throws Exception {
        return read.texts(database);
    }

    private static List<String> texts(DSLContext dsl) {
        return dsl.select(NOTES.text).from(NOTES).fetch(NOTES.text);
    }

    private static List<String> lazily(DSLContext dsl, int fetchSize) {
        try (Cursor<Record1<String>> cursor =
                dsl.select(NOTES.text).from(NOTES).fetchSize(fetchSize).fetchLazy()) {
            return cursor.fetch().getValues(NOTES.text);
        }
    }

    private static List<String> prepared(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select text from note where id > ?")) {
            statement.setInt(1, 0);
            return all(statement.executeQuery());
        }
    }

    private static List<String> copied(Connection connection) throws Exception {
        StringWriter out = new StringWriter();
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (select text from note) to stdout", out);
        return out.toString().lines().toList();
    }

    private static List<String> all(ResultSet rows) throws SQLException {
        List<String> found = new ArrayList<>();
        while (rows.next()) {
            found.add(rows.getString(1));
        }
        return found;
    }

    /** For a path that only counts: the texts, if as many were counted. */
    private static Collection<String> numbered(TenantDatabase database, Integer count) {
        List<String> own = texts(database.dsl());
        return own.size() == count ? own : List.of(count + " counted");
    }

    private static List<String> published(ResultQuery<Record1<String>> query) {
        List<String> found = new ArrayList<>();
        CompletableFuture<List<String>> done = new CompletableFuture<>();
        FlowAdapters.toFlowPublisher(query).subscribe(new Flow.Subscriber<Record1<String>>() {

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Record1<String> row) {
                found.add(row.value1());
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                done.complete(found);
            }
        });
        return done.join();
    }

    /** What one path does. */
    @FunctionalInterface
    private interface Read {
        Collection<String> texts(TenantDatabase database) throws Exception;
    }

    /** The function {@code note_count()}, as a code generator would have it. */
    private static final class NoteCount extends org.jooq.impl.AbstractRoutine<Integer> {

        private static final long serialVersionUID = 1L;

        NoteCount() {
            super("note_count", null, SQLDataType.INTEGER);
            setReturnParameter(createParameter("RETURN_VALUE", SQLDataType.INTEGER, false, false));
        }
    }
}
