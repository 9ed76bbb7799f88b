package dal.transaction;

/** The isolation of a transaction, as the SQL standard names it and PostgreSQL implements it. */
public enum Isolation {
    /** PostgreSQL treats it as {@link #READ_COMMITTED}. */
    READ_UNCOMMITTED("read uncommitted"),
    READ_COMMITTED("read committed"),
    REPEATABLE_READ("repeatable read"),
    /** Runs on the primary, even read-only: a standby refuses it. */
    SERIALIZABLE("serializable");

    private final String sql;

    Isolation(String sql) {
        this.sql = sql;
    }

    /** As SQL spells it. */
    public String sql() {
        return sql;
    }
}
