package dal.core.tenancy;

import dal.cluster.Role;

/**
 * What rides around a COMMIT and tells where in the log the node was.
 *
 * <p>Behind it, on a primary, both positions: {@code timeline/flushed}, the timeline in hexadecimal, and {@code timeline/inserted}. The flushed one counts: with a
 * writer open, a replica reaches the inserted one much later. But where the transaction does not wait for the disk, its commit record may not be flushed yet, so
 * then it is the inserted one. Whether it waits is asked before the COMMIT, since a SET LOCAL ends with it.
 *
 * <p>On a replica it is the replay position, read after the statement: at least what the statement has seen. One that was promoted meanwhile, and is not known to
 * have been, replays nothing more but takes writes: it tells what it has flushed, with its timeline.
 */
public enum PositionQuery {
    /** Nobody wants to know. */
    NONE("", ""),
    PRIMARY(
            "select current_setting('synchronous_commit')",
            "select t || pg_current_wal_flush_lsn(), t || pg_current_wal_insert_lsn()"
                    + " from (select left(pg_walfile_name(pg_current_wal_flush_lsn()), 8) || '/' as t offset 0) as timeline"),
    REPLICA(
            "",
            "select case when pg_is_in_recovery() then '/' || pg_last_wal_replay_lsn()"
                    + " else left(pg_walfile_name(pg_current_wal_flush_lsn()), 8) || '/' || pg_current_wal_flush_lsn() end");

    private final String before;
    private final String behind;

    PositionQuery(String before, String behind) {
        this.before = before;
        this.behind = behind;
    }

    /** The statement before the COMMIT; empty if there is none. */
    String before() {
        return before;
    }

    /** The statement behind it; empty if there is none. */
    String behind() {
        return behind;
    }

    /** The one for a node in that role, if the position is wanted. */
    public static PositionQuery of(boolean wanted, Role role) {
        if (!wanted) {
            return NONE;
        }
        return role == Role.REPLICA ? REPLICA : PRIMARY;
    }
}
