package dal.core.transaction;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import org.jooq.Field;

/** What a primary is asked about a transaction of the past. */
final class OutcomeQuery {

    /** The timeline of its log, in hexadecimal. */
    static final Field<String> TIMELINE = field("left(pg_walfile_name(pg_current_wal_flush_lsn()), 8)", String.class);

    private OutcomeQuery() {}

    /** {@code in progress}, {@code committed} or {@code aborted}; null where the server has forgotten. */
    static Field<String> status(String id) {
        return field("pg_xact_status(cast(cast({0} as text) as xid8))", String.class, val(id));
    }
}
