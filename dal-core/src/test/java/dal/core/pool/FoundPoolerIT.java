package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.config.ConnectionConfig;
import dal.config.PoolConfig;
import dal.core.testkit.Layer;
import dal.status.PoolName;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool that was open when a pooler was found in front of its server. */
@PostgresTest
@Timeout(60)
class FoundPoolerIT {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final PoolName NAME = new PoolName(Layer.BOUND, Layer.CLUSTER, PRIMARY, PoolPurpose.PRIMARY);
    private static final Duration LONG = Duration.ofMinutes(1);

    private Layer layer;
    private ConnectionPool pool;
    private Servers servers;
    private ConnectionConfig server;

    @BeforeEach
    void start(TestDatabase database) {
        layer = Layer.over(database);
        servers = layer.injector().getInstance(Servers.class);
        server = servers.node(Layer.CLUSTER, PRIMARY).connection();
        pool = layer.injector().getInstance(ConnectionPools.class).get(NAME);
    }

    @AfterEach
    void stop() {
        layer.close();
    }

    private PooledConnection take() throws NoConnectionException {
        return pool.take(FakeServer.TENANT, 1, LONG, false);
    }

    private static String statementTimeout(PooledConnection connection) throws SQLException {
        try (var statement = connection.raw().createStatement();
                var shown = statement.executeQuery("show statement_timeout")) {
            shown.next();
            return shown.getString(1);
        }
    }

    @Test
    void givesOutConnectionsThatSuitAPoolerFromThenOn() throws Exception {
        PooledConnection held = take();
        PooledConnection idle = take();
        assertThat(held.raw().getPrepareThreshold()).isPositive();
        assertThat(statementTimeout(held)).isNotEqualTo("0");
        idle.giveBack();

        servers.foundPooler(server);
        held.giveBack();

        PooledConnection first = take();
        PooledConnection second = take();
        for (PooledConnection next : new PooledConnection[] {first, second}) {
            assertThat(next.raw().getPrepareThreshold())
                    .as("texts are not prepared on the server")
                    .isZero();
            assertThat(statementTimeout(next)).as("no start-up option").isEqualTo("0");
        }
        first.giveBack();
        second.giveBack();
    }

    @Test
    void shrinksAPoolOfTheUsualSizeAndLeavesOthersAsTheyAre(TestDatabase database) {
        int own = pool.status().max();
        servers.foundPooler(server);
        assertThat(pool.status().max()).as("a size of its own").isEqualTo(own);

        PoolConfig usual = PoolConfig.DEFAULT;
        try (Layer other = Layer.limited(database, Layer.Limits.USUAL.withConnections(usual.max()))) {
            ConnectionPool open =
                    other.injector().getInstance(ConnectionPools.class).get(NAME);
            assertThat(open.status().max()).isEqualTo(usual.max());
            other.injector().getInstance(Servers.class).foundPooler(server);
            assertThat(open.status().max()).isEqualTo(PoolConfig.DEFAULT_MAX_THROUGH_POOLER);
        }
    }
}
