package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.PoolConfig;
import dal.config.PoolsConfig;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.core.testkit.Layer;
import dal.status.PoolName;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
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
        return pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false);
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
    void shrinksAPoolWhoseSizeNobodyChoseAndLeavesOthersAsTheyAre(TestDatabase database) {
        PoolConfig usual = PoolConfig.DEFAULT;
        assertThat(maxOnceAPoolerWasFound(database, usual)).isEqualTo(PoolConfig.DEFAULT_MAX_THROUGH_POOLER);
        assertThat(maxOnceAPoolerWasFound(database, usual.withSize(usual.max(), usual.min())))
                .as("chosen, though it is the usual one")
                .isEqualTo(usual.max());
        assertThat(maxOnceAPoolerWasFound(database, usual.withSize(7, 0))).isEqualTo(7);
    }

    private int maxOnceAPoolerWasFound(TestDatabase database, PoolConfig size) {
        try (Layer other = Layer.configured(database, config -> withPools(config, size))) {
            ConnectionPool open =
                    other.injector().getInstance(ConnectionPools.class).get(NAME);
            assertThat(open.status().max()).isEqualTo(size.max());
            other.injector().getInstance(Servers.class).foundPooler(server);
            return open.status().max();
        }
    }

    private static DataAccessConfig withPools(DataAccessConfig config, PoolConfig size) {
        TenantClassConfig known = Objects.requireNonNull(config.classes().get(Layer.BOUND));
        return new DataAccessConfig(
                config.applicationName(),
                config.clusters(),
                Map.of(
                        Layer.BOUND,
                        new TenantClassConfig(
                                Layer.BOUND,
                                Layer.CLUSTER,
                                known.isolation(),
                                new PoolsConfig(size, size, size),
                                known.consistency(),
                                known.statementTimeout(),
                                known.queryTimeout(),
                                known.slowQueryThreshold(),
                                known.eager(),
                                known.admission(),
                                known.checks())),
                new TenantsConfig(Map.of(), Layer.BOUND),
                config.monitor(),
                config.routing(),
                Map.of(),
                config.budget(),
                config.shutdown());
    }
}
