package dal.core.tenancy;

import static dal.core.testkit.Notes.NOTES;
import static dal.core.testkit.Swallowing.swallow;
import static org.jooq.conf.StatementType.STATIC_STATEMENT;

import dal.TenantDatabase;
import dal.core.testkit.Notes.Note;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.conf.SettingsTools;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultExecuteListenerProvider;

/** A way to mark every note there is with an exclamation mark through a tenant's database. */
enum WritePath {
    MODEL(database -> mark(database.dsl()).execute()),
    MODEL_RETURNING(database -> database.dsl()
            .update(NOTES)
            .set(NOTES.text, NOTES.text.concat("!"))
            .returning(NOTES.text)
            .fetch()),
    PLAIN_SQL(database -> database.dsl().execute("update note set text = text || '!'")),
    PLAIN_SQL_WITH_BINDS(database -> database.dsl().execute("update note set text = text || ?", "!")),
    PLAIN_SQL_RETURNING(database -> database.dsl().fetch("update note set text = text || ? returning text", "!")),
    TRANSACTION(database ->
            database.useTransaction(transaction -> mark(transaction.dsl()).execute())),
    TRANSACTION_JOINED(database ->
            database.useTransaction(transaction -> mark(database.dsl()).execute())),
    TRANSACTION_SECOND_STATEMENT(database -> database.useTransaction(transaction -> {
        transaction.dsl().fetchCount(NOTES);
        mark(transaction.dsl()).execute();
    })),
    TRANSACTION_AFTER_ROLLBACK_TO_A_SAVEPOINT(database -> database.useTransaction(transaction -> {
        undone(transaction.dsl());
        mark(transaction.dsl()).execute();
    })),
    JOOQ_TRANSACTION(
            database -> database.dsl().transaction(inner -> mark(inner.dsl()).execute())),
    JOOQ_TRANSACTION_NESTED(database -> database.dsl()
            .transaction(
                    outer -> outer.dsl().transaction(inner -> mark(inner.dsl()).execute()))),
    JOOQ_TRANSACTION_AFTER_ROLLBACK_TO_A_SAVEPOINT(database -> database.dsl().transaction(outer -> {
        undone(outer.dsl());
        mark(outer.dsl()).execute();
    })),
    JOOQ_TRANSACTION_ASYNCHRONOUS(database -> database.dsl()
            .transactionAsync(inner -> mark(inner.dsl()).execute())
            .toCompletableFuture()
            .join()),
    ATOMIC(database -> database.atomic(mark(database.dsl()), database.dsl().query("update note set text = text"))),
    ATOMIC_RETURNING(database -> {
        var marked = DSL.update(NOTES).set(NOTES.text, NOTES.text.concat("!")).returning(NOTES.text);
        var again = DSL.update(NOTES).set(NOTES.text, NOTES.text).returning(NOTES.text);
        database.atomic(marked, again);
    }),
    ATOMIC_JOINED(database -> database.useTransaction(transaction -> database.atomic(mark(transaction.dsl())))),
    ATOMIC_JOINED_AFTER_ONE_UNDONE(database -> database.useTransaction(transaction -> {
        swallow(() -> database.atomic(DSL.deleteFrom(NOTES), DSL.query("select 1 / 0")));
        mark(transaction.dsl()).execute();
    })),
    STORED_RECORDS(database -> {
        for (Note note : database.dsl().selectFrom(NOTES).fetch()) {
            note.set(NOTES.text, note.get(NOTES.text) + "!");
            note.store();
        }
    }),
    RECORDS_STORED_IN_A_TRANSACTION(database -> database.useTransaction(transaction -> {
        for (Note note : transaction.dsl().selectFrom(NOTES).fetch()) {
            note.set(NOTES.text, note.get(NOTES.text) + "!");
            note.store();
        }
    })),
    DELETED_AND_INSERTED_RECORDS(database -> {
        for (Note note : database.dsl().selectFrom(NOTES).fetch()) {
            note.delete();
            Note again = new Note(note.get(NOTES.id), note.get(NOTES.text) + "!");
            again.attach(database.dsl().configuration());
            again.insert();
        }
    }),
    BATCH_OF_QUERIES(database -> database.dsl()
            .batch(mark(database.dsl()), database.dsl().query("update note set text = text"))
            .execute()),
    BATCH_OF_TEXTS(database -> database.dsl()
            .batch("update note set text = text || '!'", "update note set text = text")
            .execute()),
    BATCH_OF_BINDS(database -> database.dsl()
            .batch(database.dsl().query("update note set text = text || ? where id = ?", "", 0))
            .bind("!", 1)
            .bind("!", 2)
            .bind("!", 3)
            .execute()),
    BATCH_STORE(database -> {
        List<Note> notes = database.dsl().selectFrom(NOTES).fetch();
        notes.forEach(note -> note.set(NOTES.text, note.get(NOTES.text) + "!"));
        database.dsl().batchStore(notes).execute();
    }),
    BATCH_IN_A_TRANSACTION(database -> database.useTransaction(
            transaction -> transaction.dsl().batch(mark(transaction.dsl())).execute())),
    BATCHED(database -> database.dsl().batched(batched -> {
        mark(batched.dsl()).execute();
        batched.dsl().query("update note set text = text").execute();
    })),
    BATCHED_IN_A_TRANSACTION(database -> database.useTransaction(transaction ->
            transaction.dsl().batched(batched -> mark(batched.dsl()).execute()))),
    CONNECTION_PREPARED(database -> database.dsl().connection(connection -> {
        try (PreparedStatement statement = connection.prepareStatement("update note set text = text || ?")) {
            statement.setString(1, "!");
            statement.executeUpdate();
        }
    })),
    CONNECTION_RETURNING_KEYS(database -> database.dsl().connection(connection -> {
        try (PreparedStatement statement =
                connection.prepareStatement("update note set text = text || '!'", Statement.RETURN_GENERATED_KEYS)) {
            statement.executeUpdate();
            statement.getGeneratedKeys().close();
        }
    })),
    CONNECTION_PREPARED_BATCH(database -> database.dsl().connection(connection -> {
        try (PreparedStatement statement =
                connection.prepareStatement("update note set text = text || ? where id = ?")) {
            for (int id = 1; id <= 3; id++) {
                statement.setString(1, "!");
                statement.setInt(2, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    })),
    CONNECTION_STATIC(database -> database.dsl().connection(connection -> {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update note set text = text || '!'");
        }
    })),
    CONNECTION_STATIC_BATCH(database -> database.dsl().connection(connection -> {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("update note set text = text || '!'");
            statement.addBatch("update note set text = text");
            statement.executeBatch();
        }
    })),
    CONNECTION_CALL(database -> database.dsl().connection(connection -> {
        try (CallableStatement call = connection.prepareCall("call mark_notes()")) {
            call.execute();
        }
    })),
    CONNECTION_OWN_COMMIT(database -> database.dsl().connection(connection -> {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update note set text = text");
            connection.commit();
            statement.executeUpdate("update note set text = text || '!'");
            connection.commit();
        }
    })),
    CONNECTION_OWN_SAVEPOINT(database -> database.dsl().connection(connection -> {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            var savepoint = connection.setSavepoint("here");
            statement.executeUpdate("delete from note");
            connection.rollback(savepoint);
            statement.executeUpdate("update note set text = text || '!'");
            connection.commit();
        }
    })),
    PROCEDURE(database -> database.dsl().execute("call mark_notes()")),
    STATIC_STATEMENTS(database -> mark(DSL.using(database.dsl()
                    .configuration()
                    .derive(SettingsTools.clone(database.dsl().settings()).withStatementType(STATIC_STATEMENT))))
            .execute()),
    WITHOUT_OUR_LISTENER(
            database -> mark(DSL.using(database.dsl().configuration().derive(new DefaultExecuteListenerProvider[0])))
                    .execute()),
    PARSING_CONNECTION(database -> {
        try (var parsing = database.dsl().parsingConnection();
                Statement statement = parsing.createStatement()) {
            statement.executeUpdate("update note set text = text || '!'");
        }
    }),
    ASYNCHRONOUS(database ->
            mark(database.dsl()).executeAsync().toCompletableFuture().join()),
    LOADER(database -> {
        String rows =
                String.join("\n", database.dsl().selectFrom(NOTES).fetch().map(note -> note.get(NOTES.id) + ",note"));
        database.dsl().deleteFrom(NOTES).execute();
        var loader = database.dsl()
                .loadInto(NOTES)
                .bulkAfter(2)
                .batchAfter(2)
                .commitNone()
                .loadCSV("id,text\n" + rows)
                .fields(NOTES.id, NOTES.text)
                .execute();
        if (!loader.errors().isEmpty()) {
            throw loader.errors().getFirst().exception();
        }
        String own = database.tenant().value();
        database.dsl()
                .update(NOTES)
                .set(NOTES.text, DSL.val(own + "-").concat(NOTES.id).concat("!"))
                .execute();
    });

    private final Write write;

    WritePath(Write write) {
        this.write = write;
    }

    /** Marks every note the tenant can reach. */
    void mark(TenantDatabase database) throws Exception {
        write.mark(database);
    }

    private static Query mark(DSLContext dsl) {
        return dsl.update(NOTES).set(NOTES.text, NOTES.text.concat("!"));
    }

    private static void undone(DSLContext dsl) {
        try {
            dsl.transaction(inner -> {
                inner.dsl().deleteFrom(NOTES).execute();
                throw new IllegalStateException("undone");
            });
        } catch (IllegalStateException e) {
            // Expected: what it deleted is back, and the outer transaction goes on.
        }
    }

    /** What one path does. */
    @FunctionalInterface
    private interface Write {
        void mark(TenantDatabase database) throws Exception;
    }
}
