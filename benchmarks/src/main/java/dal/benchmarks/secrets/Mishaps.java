package dal.benchmarks.secrets;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.table;

import dal.TenantDatabase;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Work that succeeds, fails and takes long, with a secret in each place where a caller may put one. */
final class Mishaps {

    static final String SCHEMA = """
            create table vault (
                id int primary key, pin text unique, code varchar(5), age int check (age < 200), owner text not null default 'x',
                tenant_id text default current_setting('app.tenant_id', true));
            alter table vault enable row level security;
            create policy own on vault using (tenant_id = current_setting('app.tenant_id', true));
            create function refuse(what text) returns int language plpgsql as
                $$ begin raise exception 'refused: %', what using detail = what, hint = what; end $$;
            create function warn(what text) returns int language plpgsql as
                $$ begin raise warning 'careful: %', what; return 1; end $$;
            """;

    private static final Table<Record> VAULT = table(name("vault"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> PIN = field(name("pin"), String.class);
    private static final Field<String> CODE = field(name("code"), String.class);
    private static final Field<Integer> AGE = field(name("age"), Integer.class);
    private static final Field<String> OWNER = field(name("owner"), String.class);

    private final TenantDatabase database;
    private final Seeds seeds;
    private final Emissions emissions;

    Mishaps(TenantDatabase database, Seeds seeds, Emissions emissions) {
        this.database = database;
        this.seeds = seeds;
        this.emissions = emissions;
    }

    /** All of them. */
    void run() {
        DSLContext dsl = database.dsl();
        String taken = seeds.next("stored value");
        attempt(() -> dsl.insertInto(VAULT, ID, PIN).values(1, taken).execute());
        attempt(() -> dsl.insertInto(VAULT, ID, PIN).values(2, taken).execute());
        attempt(() -> dsl.insertInto(VAULT, ID, PIN, OWNER)
                .values(3, seeds.next("row that fails not null"), (String) null)
                .execute());
        attempt(() -> dsl.insertInto(VAULT, ID, PIN, AGE)
                .values(4, seeds.next("row that fails a check"), 300)
                .execute());
        attempt(() -> dsl.insertInto(VAULT, ID, CODE)
                .values(5, seeds.next("value that is too long"))
                .execute());
        attempt(() -> dsl.fetch("select cast(? as text)::int", seeds.next("bind that is no number")));
        attempt(() -> dsl.fetch("select cast('" + seeds.next("literal that is no number") + "' as int)"));
        attempt(() -> dsl.fetch(
                "select * from vault where pin = '" + seeds.next("literal before a syntax error") + "' and and"));
        attempt(() -> dsl.fetch("select '" + seeds.next("literal that is not closed")));
        attempt(() -> dsl.fetch("select $$" + seeds.next("dollar-quoted literal") + "$$, no_such_column from vault"));
        attempt(() -> dsl.fetch("select /* " + seeds.next("comment") + " */ no_such_column from vault"));
        attempt(() -> dsl.fetch("select refuse(?)", seeds.next("message raised by a function")));
        attempt(() -> dsl.fetch("select warn(?)", seeds.next("warning raised by a function")));
        attempt(() -> dsl.fetch("select ?, pg_sleep(0.05)", seeds.next("bind of a slow query")));
        attempt(() -> dsl.fetch("select '" + seeds.next("literal of a slow query") + "', pg_sleep(0.05)"));
        attempt(() ->
                dsl.select(inline(seeds.next("inlined value"))).from(VAULT).fetch());
        attempt(() ->
                dsl.select(param("pin", seeds.next("named bind"))).from(VAULT).fetch());
        attempt(() -> dsl.selectFrom(VAULT)
                .where(PIN.in(seeds.next("list"), seeds.next("list")))
                .fetch());
        attempt(() -> dsl.fetchOne("select ?::text union all select 'x'", seeds.next("too many rows")));
        batches(dsl);
        transactions();
        others(dsl);
    }

    private void batches(DSLContext dsl) {
        attempt(() -> dsl.batch(dsl.insertInto(VAULT, ID, PIN).values((Integer) null, null))
                .bind(21, seeds.next("batch of binds"))
                .bind(21, seeds.next("batch of binds that fails"))
                .execute());
        attempt(() -> dsl.batch(
                        dsl.insertInto(VAULT, ID, PIN).values(22, seeds.next("mixed batch")),
                        dsl.update(VAULT)
                                .set(CODE, seeds.next("mixed batch that fails"))
                                .where(ID.eq(22)))
                .execute());
        attempt(() -> dsl.batched(configuration -> {
            configuration
                    .dsl()
                    .insertInto(VAULT, ID, PIN)
                    .values(23, seeds.next("batched"))
                    .execute();
            configuration
                    .dsl()
                    .insertInto(VAULT, ID, PIN)
                    .values(23, seeds.next("batched that fails"))
                    .execute();
        }));
    }

    private void transactions() {
        attempt(() -> database.useTransaction(transaction -> {
            transaction
                    .dsl()
                    .insertInto(VAULT, ID, PIN)
                    .values(31, seeds.next("transaction"))
                    .execute();
            throw new IllegalStateException("rolled back");
        }));
        attempt(() -> database.useTransaction(transaction -> {
            try (Cursor<Record> cursor = transaction
                    .dsl()
                    .selectFrom(VAULT)
                    .where(PIN.ne(seeds.next("cursor")))
                    .fetchSize(1)
                    .fetchLazy()) {
                cursor.fetchNext();
            }
        }));
        attempt(() -> database.read((DSLContext dsl) ->
                dsl.fetch("insert into vault (id, pin) values (32, '" + seeds.next("write on a read route") + "')")));
    }

    private void others(DSLContext dsl) {
        attempt(() -> dsl.connection(connection -> {
            try (var statement = connection.prepareStatement("insert into vault (id, pin) values (1, ?)")) {
                statement.setString(1, seeds.next("statement by hand"));
                statement.execute();
            }
        }));
        attempt(() -> dsl.connection(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("select '" + seeds.next("text by hand") + "'::int");
            }
        }));
        attempt(() -> dsl.fetchAsync("select cast(? as text)::int", seeds.next("work on another thread"))
                .toCompletableFuture()
                .join());
        attempt(() -> dsl.loadInto(VAULT)
                .loadCSV("id,pin\n1," + seeds.next("loaded"))
                .fields(ID, PIN)
                .execute());
    }

    /** What a caller catches is emitted too. */
    private void attempt(Attempt work) {
        try {
            work.run();
        } catch (CompletionException e) {
            emissions.error(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException | IOException e) {
            emissions.error(e);
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }
}
