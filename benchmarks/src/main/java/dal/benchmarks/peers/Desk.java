package dal.benchmarks.peers;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dal.testing.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;

/** The notes all contestants read and write, and the statements that do it: the same text for each, by jOOQ or by hand. */
public final class Desk {

    /** How many notes a range has. */
    public static final int RANGE = 100;

    /** Who owns all notes, and is bound where a tenant is. */
    public static final String TENANT = "acme";

    /** The role that row-level security applies to; its password is its name. */
    public static final String BOUND_ROLE = "app";

    static final String NOTE_SQL = "select note.text from note where note.id = ?";
    static final String RANGE_SQL =
            "select note.id, note.text from note where note.id >= ? order by note.id fetch next 100 rows only";
    static final String UPDATE_SQL = "update note set text = ? where note.id = ?";
    static final String TEXT_OF_NOTE = "x".repeat(100);

    /** How many tenants have notes beside {@link #TENANT}: as many each. */
    private static final int TENANTS = 50;

    private static final int NOTES = 10_000;
    private static final Table<Record> NOTE = table(name("note"));
    private static final Field<Integer> ID = field(name("note", "id"), Integer.class);
    private static final Field<String> TEXT = field(name("note", "text"), String.class);
    private static final Field<String> NEW_TEXT = field(name("text"), String.class);

    private Desk() {}

    /** Makes the notes on every node of the cluster. */
    public static void in(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table note (id int primary key, text text not null, tenant text not null) with (fillfactor = 50);
                    insert into note select i, '%s', '%s' from generate_series(1, %d) i;
                    insert into note select i, '%1$s', 'tenant-' || i %% %5$d from generate_series(%3$d + 1, 2 * %3$d) i;
                    alter table note enable row level security;
                    create policy tenant on note using (tenant = current_setting('app.tenant_id'));
                    create role %4$s login nosuperuser password '%4$s';
                    grant select, insert, update, delete on note to %4$s;
                    """.formatted(TEXT_OF_NOTE, TENANT, NOTES, BOUND_ROLE, TENANTS));
        }
        // Outside a transaction's text.
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze note");
        }
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    /** Lets the contestant read any note. */
    public static void readOne(Contestant contestant) {
        int id = 1 + ThreadLocalRandom.current().nextInt(NOTES);
        if (contestant.note(id).length() != TEXT_OF_NOTE.length()) {
            throw new IllegalStateException(contestant.name() + " misread note " + id);
        }
    }

    /** Lets the contestant read any {@link #RANGE} notes. */
    public static void readRange(Contestant contestant) {
        int from = 1 + ThreadLocalRandom.current().nextInt(NOTES - RANGE);
        if (contestant.range(from) != RANGE) {
            throw new IllegalStateException(contestant.name() + " misread the notes from " + from);
        }
    }

    /** Lets the contestant write any two notes. */
    public static void writeTwo(Contestant contestant) {
        int first = 1 + ThreadLocalRandom.current().nextInt(NOTES - 1);
        contestant.write(first, first + 1);
    }

    /** Lets the contestant read any note of the tenant with that number. */
    public static void readOf(Contestant contestant, int number) {
        int id = NOTES + TENANTS + TENANTS * ThreadLocalRandom.current().nextInt(NOTES / TENANTS - 2) + number;
        if (contestant.noteOf("tenant-" + number, id).length() != TEXT_OF_NOTE.length()) {
            throw new IllegalStateException(contestant.name() + " misread note " + id);
        }
    }

    /** Lets the contestant read any note of any of the tenants, or, once in ten times, write two. */
    public static void workOfAnyTenant(Contestant contestant) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int number = random.nextInt(TENANTS);
        String tenant = "tenant-" + number;
        // The number of a note tells its tenant.
        int first = NOTES + TENANTS + TENANTS * random.nextInt(NOTES / TENANTS - 2) + number;
        if (random.nextInt(10) == 0) {
            contestant.writeOf(tenant, first, first + TENANTS);
        } else if (contestant.noteOf(tenant, first).length() != TEXT_OF_NOTE.length()) {
            throw new IllegalStateException(contestant.name() + " misread note " + first);
        }
    }

    /** Looks for a note that is not there. */
    public static void readNothing(DSLContext dsl) {
        if (dsl.select(TEXT).from(NOTE).where(ID.eq(0)).fetchOne() != null) {
            throw new IllegalStateException("There is a note 0");
        }
    }

    /** Binds a tenant until the transaction ends. */
    static void bindTransaction(DSLContext dsl, String tenant) {
        bind(dsl, tenant, true);
    }

    /** Binds a tenant until another is bound. */
    static void bindSession(DSLContext dsl, String tenant) {
        bind(dsl, tenant, false);
    }

    private static void bind(DSLContext dsl, String tenant, boolean local) {
        var unused = dsl.select(
                        function("set_config", String.class, inline("app.tenant_id"), val(tenant), inline(local)))
                .fetch();
    }

    static String note(DSLContext dsl, int id) {
        return dsl.select(TEXT).from(NOTE).where(ID.eq(id)).fetchSingle().value1();
    }

    static int range(DSLContext dsl, int from) {
        return dsl.select(ID, TEXT)
                .from(NOTE)
                .where(ID.ge(from))
                .orderBy(ID)
                .limit(RANGE)
                .fetch()
                .size();
    }

    static void update(DSLContext dsl, int id) {
        requireOne(dsl.update(NOTE).set(NEW_TEXT, TEXT_OF_NOTE).where(ID.eq(id)).execute(), id);
    }

    /** The same, to be executed by another. */
    static Query updateFor(DSLContext dsl, int id) {
        return dsl.update(NOTE).set(NEW_TEXT, TEXT_OF_NOTE).where(ID.eq(id));
    }

    static void requireOne(long rows, int id) {
        if (rows != 1) {
            throw new IllegalStateException("Note " + id + " was not written");
        }
    }
}
