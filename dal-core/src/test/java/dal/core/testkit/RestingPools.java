package dal.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dal.core.pool.ConnectionPools;
import dal.core.pool.NoConnectionException;
import dal.core.pool.PooledConnection;
import dal.status.PoolStatus;
import dal.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Looks at what work left behind. */
public final class RestingPools {

    private final Layer layer;

    RestingPools(Layer layer) {
        this.layer = layer;
    }

    /** Nothing is held: no route, no connection, no place inside the gate. */
    public void assertNothingHeld() {
        assertThat(layer.routing().open()).as("routes not completed").isZero();
        assertThat(layer.databases().status().running()).as("work inside").isZero();
        assertThat(layer.databases().status().pools())
                .allSatisfy(pool ->
                        assertThat(pool.active()).as(pool.name() + " in use").isZero());
    }

    /** How many connections to a node are in use. */
    public int active(String node) {
        return layer.databases().status().pools().stream()
                .filter(pool -> pool.name().node().value().equals(node))
                .mapToInt(PoolStatus::active)
                .sum();
    }

    /** Nothing is held, and every connection that rests in a pool is as it was: no tenant, no transaction, autocommit. */
    public void assertClean() {
        assertNothingHeld();
        assertThat(layer.databases().status().alerts())
                .as("what was left on release")
                .isEmpty();
        ConnectionPools pools = layer.injector().getInstance(ConnectionPools.class);
        for (PoolStatus status : layer.databases().status().pools()) {
            List<PooledConnection> taken = new ArrayList<>();
            try {
                for (int i = 0; i < Math.max(1, status.idle()); i++) {
                    PooledConnection connection = pools.get(status.name())
                            .take(TenantId.of("resting-" + i), 1, Duration.ofSeconds(5), Duration.ZERO, false);
                    taken.add(connection);
                    assertAsItWas(connection.raw());
                }
            } catch (SQLException | NoConnectionException e) {
                throw new AssertionError("A connection of " + status.name() + " does not work", e);
            } finally {
                taken.forEach(PooledConnection::giveBack);
            }
        }
    }

    private static void assertAsItWas(BaseConnection raw) throws SQLException {
        assertThat(raw.getTransactionState()).isEqualTo(TransactionState.IDLE);
        assertThat(raw.getAutoCommit()).as("autocommit").isTrue();
        try (Statement statement = raw.createStatement();
                ResultSet row = statement.executeQuery(
                        "select coalesce(current_setting('app.tenant_id', true), ''),"
                                + " current_setting('search_path'), not exists (select from pg_class where relnamespace = pg_my_temp_schema())")) {
            row.next();
            assertThat(row.getString(1)).as("tenant left on the connection").isEmpty();
            assertThat(row.getString(2))
                    .as("search path left on the connection")
                    .isEqualTo("\"$user\", public");
            assertThat(row.getBoolean(3))
                    .as("no temporary table left on the connection")
                    .isTrue();
        }
    }
}
