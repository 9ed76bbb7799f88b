package dal.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dal.core.pool.ConnectionPools;
import dal.status.PoolStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** Nothing is held, and every connection that rests in a pool is as it was: no tenant, no transaction, autocommit. */
    public void assertClean() {
        assertNothingHeld();
        ConnectionPools pools = layer.injector().getInstance(ConnectionPools.class);
        for (PoolStatus status : layer.databases().status().pools()) {
            List<Connection> taken = new ArrayList<>();
            try {
                for (int i = 0; i < Math.max(1, status.idle()); i++) {
                    Connection connection = pools.get(status.name()).take();
                    taken.add(connection);
                    assertAsItWas(connection);
                }
            } catch (SQLException e) {
                throw new AssertionError("A connection of " + status.name() + " does not work", e);
            } finally {
                taken.forEach(RestingPools::giveBack);
            }
        }
    }

    private static void assertAsItWas(Connection connection) throws SQLException {
        BaseConnection raw = connection.unwrap(BaseConnection.class);
        assertThat(raw.getTransactionState()).isEqualTo(TransactionState.IDLE);
        assertThat(raw.getAutoCommit()).as("autocommit").isTrue();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select coalesce(current_setting('app.tenant_id', true), '')")) {
            row.next();
            assertThat(row.getString(1)).as("tenant left on the connection").isEmpty();
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
