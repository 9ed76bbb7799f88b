package dal.core.tenancy;

/**
 * What the server has to confirm of itself before it executes a statement, in the statement's own text. One that does not raises {@link #REFUSED}: it names a
 * parameter that no session may change, which nothing that reads or writes data does.
 */
public enum NodeCheck {
    /** Whatever it is, it may answer. */
    NONE(""),
    /** A replica that has replayed so much; the position's text is the last of the values. */
    HAS_REPLAYED("pg_last_wal_replay_lsn() >= ?::pg_lsn"),
    /** A primary: one that became a replica behind the same address would answer with old data, and say nothing. */
    IS_PRIMARY("not pg_is_in_recovery()");

    /** cant_change_runtime_param: the node is not what the statement asks for. */
    public static final String REFUSED = "55P02";

    /** What every replica has replayed. */
    public static final String ORIGIN = "0/0";

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
        return this == HAS_REPLAYED ? 1 : 0;
    }
}
