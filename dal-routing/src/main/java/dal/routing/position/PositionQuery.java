package dal.routing.position;

import dal.consistency.LogPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * Asks a node for role, timeline, position, which server it is and since when it runs in one query: one round trip, server-prepared after some.
 *
 * <p>Whether it is in recovery is evaluated once ({@code offset 0} keeps the planner from copying it), because the functions of a primary raise an error on a
 * replica; a promotion between the two is harmless, for a replica's functions still work on a primary.
 *
 * <p>The primary's timeline comes from {@code pg_walfile_name}: the control file lags behind a promotion until the checkpoint after it. A replica's
 * comes from its WAL receiver, and from the control file where none runs or where the role may not see it ({@code pg_read_all_stats}, part of
 * {@code pg_monitor}): then it stays on the old number for a while after a promotion, which sends reads with a token to the primary and never to the wrong replica.
 *
 * <p>Which server it is, any role may ask. The start's time, to the microsecond, and the server's own port tell two servers of one cluster apart. Both are asked
 * each time, since behind a pooler the next question may be answered by another server.
 */
final class PositionQuery {

    private static final String SQL = """
            select replica,
                   (case when replica then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end)::text,
                   case when replica
                        then coalesce((select received_tli from pg_stat_wal_receiver), (select timeline_id from pg_control_checkpoint()))
                        else ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int
                   end,
                   (select system_identifier from pg_control_system()),
                   extract(epoch from pg_postmaster_start_time()) || ':' || current_setting('port'),
                   (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint
              from (select pg_is_in_recovery() as replica offset 0) as node
            """;

    private PositionQuery() {}

    static PreparedStatement prepare(Connection connection) throws SQLException {
        return connection.prepareStatement(SQL);
    }

    static Sample ask(PreparedStatement statement, LongSupplier clock) throws SQLException {
        long sentAt = clock.getAsLong();
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("The node did not say what it is");
            }
            boolean replica = row.getBoolean(1);
            String lsn = row.getString(2);
            int timeline = row.getInt(3);
            return new Sample(
                    !replica,
                    timeline,
                    lsn == null ? null : new LogPosition(timeline, LogPosition.parseLsn(lsn)),
                    new ServerId(row.getLong(4), row.getString(5)),
                    Instant.EPOCH.plus(row.getLong(6), ChronoUnit.MICROS),
                    sentAt);
        }
    }
}
