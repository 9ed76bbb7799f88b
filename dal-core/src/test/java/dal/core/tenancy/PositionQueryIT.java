package dal.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import org.junit.jupiter.api.Test;

/** P3: what a session is said to have seen is never less than it may have seen. */
@PostgresTest(replicas = 1)
class PositionQueryIT {

    private static String answer(TestDatabase database, PostgresNode node, String sql) throws Exception {
        try (Connection connection = database.connect(node);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void aReplicaTellsWhatItHasReplayed(TestDatabase database) throws Exception {
        PostgresNode replica = database.cluster().replicas().getFirst();
        assertThat(answer(database, replica, PositionQuery.REPLICA.behind())).matches("/[0-9A-F]+/[0-9A-F]+");
    }

    /** Whoever has not heard of the promotion asks it as before; what it has replayed stays what it was, whatever is written there. */
    @Test
    void oneThatWasPromotedTellsWhatItHasFlushed(TestDatabase database) throws Exception {
        PostgresNode promoted = database.cluster().primary();
        String flushed = answer(database, promoted, "select pg_current_wal_flush_lsn()");
        String told = answer(database, promoted, PositionQuery.REPLICA.behind());
        assertThat(told).matches("0000000[1-9A-F]/[0-9A-F]+/[0-9A-F]+");
        assertThat(answer(
                        database, promoted, "select '" + told.substring(9) + "'::pg_lsn >= '" + flushed + "'::pg_lsn"))
                .isEqualTo("t");
    }
}
