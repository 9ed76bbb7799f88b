package dal.benchmarks.leaks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A table that one user of the server has to itself: two at the same rows would wait for each other, and end before the call that is to fail. */
final class Notes {

    private static final Field<Integer> ID = DSL.field(DSL.name("id"), Integer.class);
    private static final Field<String> TEXT = DSL.field(DSL.name("text"), String.class);

    private final String name;
    private final Table<Record> table;

    Notes(String name) {
        this.name = name;
        this.table = DSL.table(DSL.name(name));
    }

    /** Makes them. */
    static void create(Connection connection, List<Notes> all) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Notes notes : all) {
                statement.execute("""
                        create table %1$s (id int primary key, text text) with (fillfactor = 20);
                        insert into %1$s select i, 'note' from generate_series(1, 5) i;
                        create procedure mark_%1$s() language sql as $$ update %1$s set text = text $$;
                        """.formatted(notes.name));
            }
        }
    }

    /** As it stands in plain SQL. */
    String name() {
        return name;
    }

    Table<Record> table() {
        return table;
    }

    Query read() {
        return DSL.select(ID, TEXT).from(table).where(ID.le(3));
    }

    Query change(int id) {
        return DSL.update(table).set(TEXT, "x").where(ID.eq(id));
    }

    Query changeAndTell(int id) {
        return DSL.update(table).set(TEXT, "y").where(ID.eq(id)).returning(TEXT);
    }
}
