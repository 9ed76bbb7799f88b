package dal.core.tenancy;

import dal.cluster.Role;

/**
 * The statement that rides behind a COMMIT and tells where in the log the node was. Its one column is {@code timeline/lsn}, the timeline in hexadecimal; empty
 * where the node does not tell its timeline.
 *
 * <p>On a primary it is the flush position, not the insert position: with a writer open, a replica reaches the latter much later. Without synchronous commit the
 * commit record may not be flushed yet, so then it is the insert position. On a replica it is the replay position, read after the statement: at least what
 * the statement has seen.
 */
public enum PositionQuery {
    /** Nobody wants to know. */
    NONE(""),
    PRIMARY("select substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) || '/'"
            + " || case when current_setting('synchronous_commit') = 'off' then pg_current_wal_insert_lsn()"
            + " else pg_current_wal_flush_lsn() end"),
    REPLICA("select '/' || pg_last_wal_replay_lsn()");

    private final String sql;

    PositionQuery(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    /** The one for a node in that role, if the position is wanted. */
    public static PositionQuery of(boolean wanted, Role role) {
        if (!wanted) {
            return NONE;
        }
        return role == Role.REPLICA ? REPLICA : PRIMARY;
    }
}
