package dal.benchmarks.leaks;

import dal.TenantDatabase;
import dal.error.StatementFailedException;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A way to use a tenant's database. */
enum Path {
    READ(database -> read(database.dsl())),
    WRITE(database -> database.dsl().execute(change(1))),
    READ_BLOCK(database -> database.read(dsl -> {
        read(dsl);
        read(dsl);
        return 0;
    })),
    TRANSACTION(database -> database.useTransaction(transaction -> {
        read(transaction.dsl());
        transaction.dsl().execute(change(1));
    })),
    NESTED(database -> database.dsl().transaction(outer -> {
        outer.dsl().execute(change(1));
        outer.dsl().transaction(inner -> inner.dsl().execute(change(2)));
    })),
    BATCH(database -> database.dsl().batch(change(1), change(2)).execute()),
    CURSOR(database -> {
        try (Cursor<?> rows = database.dsl().selectFrom(Notes.NOTE).fetchSize(2).fetchLazy()) {
            while (rows.hasNext()) {
                rows.fetchNext();
            }
        }
    }),
    CURSOR_IN_TRANSACTION(database -> database.useTransaction(transaction -> {
        try (Cursor<?> rows =
                transaction.dsl().selectFrom(Notes.NOTE).fetchSize(2).fetchLazy()) {
            rows.fetchNext(3);
        }
    })),
    CONNECTION(database -> database.dsl().connection(connection -> {
        try (PreparedStatement statement = connection.prepareStatement("update note set text = ? where id = ?")) {
            statement.setString(1, "x");
            statement.setInt(2, 1);
            statement.executeUpdate();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select text from note")) {
            while (rows.next()) {
                rows.getString(1);
            }
        }
    })),
    CONNECTION_OWN_TRANSACTION(database -> database.dsl().connection(connection -> {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("update note set text = 'y' where id = 1");
            connection.rollback(savepoint);
            statement.executeUpdate("update note set text = 'z' where id = 1");
            connection.commit();
        }
    })),
    CALLABLE(database -> database.dsl().connection(connection -> {
        try (CallableStatement call = connection.prepareCall("call mark_notes()")) {
            call.execute();
        }
    })),
    ATOMIC(database -> database.atomic(
            change(1),
            DSL.update(Notes.NOTE).set(Notes.TEXT, "y").where(Notes.ID.eq(2)).returning(Notes.TEXT))),
    ATOMIC_JOINED(database -> database.useTransaction(transaction -> {
        database.atomic(change(1));
        try {
            database.atomic(change(1), DSL.query("select 1 / 0"));
        } catch (StatementFailedException e) {
            transaction.dsl().execute(change(2));
        }
    }));

    @SuppressWarnings("ImmutableEnumChecker") // It is a lambda that holds nothing.
    private final Work work;

    Path(Work work) {
        this.work = work;
    }

    void use(TenantDatabase database) throws Exception {
        work.run(database);
    }

    private static void read(DSLContext dsl) {
        var unused = dsl.select(Notes.ID, Notes.TEXT)
                .from(Notes.NOTE)
                .where(Notes.ID.le(3))
                .fetch();
    }

    private static Query change(int id) {
        return DSL.update(Notes.NOTE).set(Notes.TEXT, "x").where(Notes.ID.eq(id));
    }

    /** The table they use. */
    private static final class Notes {
        static final Table<Record> NOTE = DSL.table(DSL.name("note"));
        static final Field<Integer> ID = DSL.field(DSL.name("id"), Integer.class);
        static final Field<String> TEXT = DSL.field(DSL.name("text"), String.class);
    }

    /** Uses a database. */
    @FunctionalInterface
    private interface Work {
        void run(TenantDatabase database) throws Exception;
    }
}
