package dal.core.testkit;

import dal.tenant.TenantIsolation;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How the notes of two tenants are kept apart; both ways fit into one database. */
public enum Division {
    /** In one table, by policies. */
    ROWS {
        @Override
        public TenantIsolation isolation() {
            return TenantIsolation.rowLevelSecurity("app.tenant_id");
        }

        @Override
        public void create(TestDatabase database) {
            Notes.create(database);
        }

        @Override
        public void fill(TestDatabase database) {
            Notes.fill(database);
        }

        @Override
        public Set<String> of(TestDatabase database, String tenant) {
            return Notes.of(database, tenant);
        }
    },
    /** In a schema of each tenant's. */
    SCHEMAS {
        @Override
        public TenantIsolation isolation() {
            return TenantIsolation.schemaPerTenant("tenant_{tenant}");
        }

        @Override
        public void create(TestDatabase database) {
            TENANTS.forEach(tenant -> createSchema(database, "tenant_" + tenant));
        }

        @Override
        public void fill(TestDatabase database) {
            database.execute("""
                    truncate tenant_acme.note, tenant_globex.note;
                    insert into tenant_acme.note values (1, 'acme-1'), (2, 'acme-2'), (3, 'acme-3');
                    insert into tenant_globex.note values (1, 'globex-1'), (2, 'globex-2');
                    """);
        }

        @Override
        public Set<String> of(TestDatabase database, String tenant) {
            return texts(database, "select text from tenant_" + tenant + ".note");
        }
    };

    private static final List<String> TENANTS = List.of("acme", "globex");

    public abstract TenantIsolation isolation();

    /** Creates the tables, with a function and a procedure over them. */
    public abstract void create(TestDatabase database);

    /** Three notes of acme's and two of globex's, and nothing else. */
    public abstract void fill(TestDatabase database);

    /** The texts of a tenant's notes, seen by a superuser. */
    public abstract Set<String> of(TestDatabase database, String tenant);

    /** Creates a schema of that name, not quoted, with an empty table of notes in it, for the application to use. */
    public static void createSchema(TestDatabase database, String name) {
        String schema = '"' + name.replace("\"", "\"\"") + '"';
        database.execute("""
                create schema %1$s;
                set search_path = %1$s;
                create table note (id int primary key, text text);
                create function note_texts() returns setof text language sql stable as 'select text from note';
                create function note_count() returns int language sql volatile as 'select count(*)::int from note';
                create procedure mark_notes() language sql as $$ update note set text = text || '!' $$;
                grant usage on schema %1$s to %2$s;
                grant select, insert, update, delete on note to %2$s;
                """.formatted(schema, database.applicationRole().user()));
    }

    /** What a superuser is answered. */
    public static Set<String> texts(TestDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Set<String> texts = new TreeSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
