package dal.benchmarks.leaks;

import dal.TenantDatabase;
import dal.error.StatementFailedException;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jooq.Cursor;
import org.jooq.impl.DSL;

/** A way to use a tenant's database. */
enum Path {
    READ((database, notes) -> database.dsl().execute(notes.read())),
    WRITE((database, notes) -> database.dsl().execute(notes.change(1))),
    READ_BLOCK((database, notes) -> database.read(dsl -> dsl.execute(notes.read()) + dsl.execute(notes.read()))),
    TRANSACTION((database, notes) -> database.useTransaction(transaction -> {
        transaction.dsl().execute(notes.read());
        transaction.dsl().execute(notes.change(1));
    })),
    NESTED((database, notes) -> database.dsl().transaction(outer -> {
        outer.dsl().execute(notes.change(1));
        outer.dsl().transaction(inner -> inner.dsl().execute(notes.change(2)));
    })),
    BATCH((database, notes) ->
            database.dsl().batch(notes.change(1), notes.change(2)).execute()),
    CURSOR((database, notes) -> {
        try (Cursor<?> rows =
                database.dsl().selectFrom(notes.table()).fetchSize(2).fetchLazy()) {
            while (rows.hasNext()) {
                rows.fetchNext();
            }
        }
    }),
    CURSOR_IN_TRANSACTION((database, notes) -> database.useTransaction(transaction -> {
        try (Cursor<?> rows =
                transaction.dsl().selectFrom(notes.table()).fetchSize(2).fetchLazy()) {
            rows.fetchNext(3);
        }
    })),
    CONNECTION((database, notes) -> database.dsl().connection(connection -> {
        try (PreparedStatement statement =
                connection.prepareStatement("update " + notes.name() + " set text = ? where id = ?")) {
            statement.setString(1, "x");
            statement.setInt(2, 1);
            statement.executeUpdate();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select text from " + notes.name())) {
            while (rows.next()) {
                rows.getString(1);
            }
        }
    })),
    CONNECTION_OWN_TRANSACTION((database, notes) -> database.dsl().connection(connection -> {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("update " + notes.name() + " set text = 'y' where id = 1");
            connection.rollback(savepoint);
            statement.executeUpdate("update " + notes.name() + " set text = 'z' where id = 1");
            connection.commit();
        }
    })),
    CALLABLE((database, notes) -> database.dsl().connection(connection -> {
        try (CallableStatement call = connection.prepareCall("call mark_" + notes.name() + "()")) {
            call.execute();
        }
    })),
    ATOMIC((database, notes) -> database.atomic(notes.change(1), notes.changeAndTell(2))),
    ATOMIC_JOINED((database, notes) -> database.useTransaction(transaction -> {
        database.atomic(notes.change(1));
        try {
            database.atomic(notes.change(1), DSL.query("select 1 / 0"));
        } catch (StatementFailedException e) {
            transaction.dsl().execute(notes.change(2));
        }
    }));

    @SuppressWarnings("ImmutableEnumChecker") // It is a lambda that holds nothing.
    private final Work work;

    Path(Work work) {
        this.work = work;
    }

    /** Goes it, at rows that nobody else is at. */
    void use(TenantDatabase database, Notes notes) throws Exception {
        work.run(database, notes);
    }

    /** Uses a database. */
    @FunctionalInterface
    private interface Work {
        void run(TenantDatabase database, Notes notes) throws Exception;
    }
}
