package dal.benchmarks.causal;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** A table with a number for each session, which only grows: whatever becomes of a write, and however late it takes effect, an older number never follows a newer one. */
final class Ledger {

    static final int SESSIONS = 8;

    static final String SCHEMA = "create table ledger (session int primary key, value bigint not null);"
            + " insert into ledger select i, 0 from generate_series(0, " + (SESSIONS - 1) + ") i";

    private static final Table<Record> LEDGER = table(name("ledger"));
    private static final Field<Integer> SESSION = field(name("session"), Integer.class);
    private static final Field<Long> VALUE = field(name("value"), Long.class);

    private Ledger() {}

    static void write(DSLContext dsl, int session, long value) {
        dsl.update(LEDGER)
                .set(VALUE, value)
                .where(SESSION.eq(session))
                .and(VALUE.lt(value))
                .execute();
    }

    /** The numbers of all sessions, in one statement. */
    static long[] read(DSLContext dsl) {
        long[] values = new long[SESSIONS];
        dsl.select(SESSION, VALUE).from(LEDGER).forEach(row -> values[row.value1()] = row.value2());
        return values;
    }
}
