package dal.core.tenancy;

/**
 * What the server has to confirm of itself before it executes a statement, in the statement's own text. One that does not raises {@link #REFUSED}: it names a
 * parameter that no session may change, which nothing that reads or writes data does.
 */
public enum NodeCheck {
    /** Whatever it is, it may answer. */
    NONE(""),
    /**
     * A replica that has replayed so much, and is the server of which that was seen. The number alone says little: another one behind the same address may have
     * passed it on another branch of history, which a server changes to in no other way than by being started anew. The values are the position and when the
     * server started, or {@link #ORIGIN} and {@link #ANY}.
     */
    HAS_REPLAYED("pg_last_wal_replay_lsn() >= ?::pg_lsn and ?::timestamptz in (pg_postmaster_start_time(), 'epoch')"),
    /** A primary: one that became a replica behind the same address would answer with old data, and say nothing. */
    IS_PRIMARY("not pg_is_in_recovery()");

    /** cant_change_runtime_param: the node is not what the statement asks for. */
    public static final String REFUSED = "55P02";

    /** What every replica has replayed. */
    public static final String ORIGIN = "0/0";

    /** Whichever server it is. */
    public static final String ANY = "epoch";

    private final String condition;

    NodeCheck(String condition) {
        this.condition = condition;
    }

    /** What is selected beside the settings; empty if nothing is. */
    String expression() {
        return this == NONE ? "" : "case when " + condition + " then '' else set_config('block_size', '', true) end";
    }

    /** How many bind values it takes. */
    int bindCount() {
        return this == HAS_REPLAYED ? 2 : 0;
    }
}
