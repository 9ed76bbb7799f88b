package dal.core.testkit;

import static org.jooq.impl.DSL.name;

import dal.TenantDatabase;
import dal.testing.junit.TestDatabase;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jooq.impl.UpdatableRecordImpl;

/** A table of notes that row-level security divides among tenants, as a code generator would have it. */
public final class Notes extends TableImpl<Notes.Note> {

    private static final long serialVersionUID = 1L;

    public static final Notes NOTES = new Notes();

    public final transient TableField<Note, Integer> id =
            createField(name("id"), SQLDataType.INTEGER.nullable(false), this);
    public final transient TableField<Note, String> text = createField(name("text"), SQLDataType.CLOB, this);

    private Notes() {
        super(name("note"));
    }

    @Override
    public Class<Note> getRecordType() {
        return Note.class;
    }

    @Override
    public UniqueKey<Note> getPrimaryKey() {
        return Internal.createUniqueKey(this, name("note_pkey"), id);
    }

    /** Creates the table, and a function and a procedure over it. */
    public static void create(TestDatabase database) {
        database.execute("""
                create table note (
                    id int not null, text text,
                    tenant_id text not null default current_setting('app.tenant_id', true),
                    primary key (tenant_id, id));
                alter table note enable row level security;
                create policy tenant on note using (tenant_id = current_setting('app.tenant_id', true));
                create function note_texts() returns setof text language sql stable as 'select text from note';
                create function note_count() returns int language sql volatile as 'select count(*)::int from note';
                create procedure mark_notes() language sql as $$ update note set text = text || '!' $$;
                """);
    }

    /** Creates a function that fails with the SQLSTATE it is given. */
    public static void createFailing(TestDatabase database) {
        database.execute("create function fail(state text) returns void language plpgsql as"
                + " $$ begin raise exception 'met' using errcode = state; end $$");
    }

    /** Three notes of acme's and two of globex's, and nothing else. */
    public static void fill(TestDatabase database) {
        database.execute("""
                truncate note;
                insert into note (id, text, tenant_id) values
                    (1, 'acme-1', 'acme'), (2, 'acme-2', 'acme'), (3, 'acme-3', 'acme'),
                    (1, 'globex-1', 'globex'), (2, 'globex-2', 'globex');
                """);
    }

    /** The texts of a tenant's notes, seen by a superuser. */
    public static Set<String> of(TestDatabase database, String tenant) {
        return Division.texts(database, "select text from note where tenant_id = '" + tenant + "'");
    }

    /** Inserts a note. */
    public static void insert(DSLContext dsl, int id) {
        dsl.insertInto(NOTES, NOTES.id, NOTES.text).values(id, "new").execute();
    }

    /** Whether a tenant sees that note. */
    public static boolean exists(TenantDatabase database, int id) {
        return database.dsl().fetchExists(NOTES, NOTES.id.eq(id));
    }

    /** One note. */
    public static final class Note extends UpdatableRecordImpl<Note> {

        private static final long serialVersionUID = 1L;

        public Note() {
            super(NOTES);
        }

        public Note(int id, String text) {
            this();
            set(NOTES.id, id);
            set(NOTES.text, text);
        }

        @Override
        public Record key() {
            return (Record) super.key();
        }
    }

    /** Every note of whoever asks. */
    public static org.jooq.Select<org.jooq.Record1<String>> texts() {
        return DSL.select(NOTES.text).from(NOTES);
    }
}
