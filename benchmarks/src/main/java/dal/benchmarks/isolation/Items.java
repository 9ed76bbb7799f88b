package dal.benchmarks.isolation;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The table of items. */
final class Items {

    static final Table<Record> ITEM = table(name("item"));
    static final Field<String> OWNER = field(name("owner"), String.class);
    static final Field<Integer> ID = field(name("id"), Integer.class);
    static final Field<Long> HITS = field(name("hits"), Long.class);
    static final Field<String> WRITER = field(name("writer"), String.class);

    private Items() {}
}
