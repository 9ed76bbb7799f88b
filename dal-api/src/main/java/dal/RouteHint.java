package dal;

import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Says in the code where statements go, against what the library would decide by itself:
 *
 * <pre>{@code
 * RouteHint.PRIMARY.on(database.dsl()).selectFrom(ORDERS).fetch();          // not from a replica
 * RouteHint.REPLICA.on(database.dsl()).fetch("select report(?)", customer); // the caller knows that it only reads
 * }</pre>
 *
 * <p>Inside a transaction or a block of reads, which have their node already, a hint changes nothing.
 */
public enum RouteHint {
    /** The primary, for reads too: as fresh as can be. */
    PRIMARY,
    /**
     * A replica fresh enough, for what is not provably a read too, a function of the application's or plain SQL. Taken at the caller's word, and guarded as in
     * {@link TenantDatabase#read}: a known write is refused before it is sent, and another by the server.
     */
    REPLICA;

    private static final String KEY = RouteHint.class.getName();

    /** A DSLContext like the given one whose statements carry this hint. The given one is not changed. */
    public DSLContext on(DSLContext dsl) {
        Configuration hinted = dsl.configuration().derive();
        hinted.data(KEY, this);
        return DSL.using(hinted);
    }

    /** The hint that a configuration carries; null if none. */
    public static @Nullable RouteHint of(Configuration configuration) {
        return (RouteHint) configuration.data(KEY);
    }
}
