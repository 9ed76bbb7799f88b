package dal.benchmarks.causal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dal.benchmarks.layer.Layer;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker of causal reads has to be able to find a fault: without that, no fault found says nothing. */
@PostgresTest(replicas = 1)
class CheckedSessionIT {

    private static final int TURNS = 50;
    private static final Module CARELESS = binder -> binder.bind(Router.class).toInstance(new CarelessRouter());

    private final Tally tally = new Tally();
    private final PostgresCluster cluster;
    private final PostgresNode replica;

    CheckedSessionIT(PostgresCluster cluster) {
        this.cluster = cluster;
        this.replica = cluster.replicas().getFirst();
    }

    @BeforeEach
    void schema() throws SQLException {
        execute(Ledger.SCHEMA);
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    @AfterEach
    void drop() throws SQLException {
        replica.resumeReplay();
        execute("drop table ledger");
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Layer layer(Module... overrides) {
        PostgresNode primary = cluster.primary();
        return Layer.configuredBy(Layer.environment(primary, primary.port(), List.of(replica.port())), overrides);
    }

    private CheckedSession session(int number, Layer layer, Exchange exchange, Duration writeEvery) {
        return new CheckedSession(number, 1, layer.databases(), layer.answers(), exchange, tally, writeEvery);
    }

    @Test
    void findsThatARouterIgnoresWhatWasWritten() {
        try (Layer layer = layer(CARELESS)) {
            replica.pauseReplay();
            CheckedSession session = session(0, layer, new Exchange(handed -> {}), Duration.ZERO);
            for (int i = 0; i < TURNS; i++) {
                session.turn();
            }
        }
        assertThat(tally.reads.sum()).isEqualTo(TURNS);
        assertThat(tally.stale.sum()).isPositive();
    }

    @Test
    void findsThatARouterIgnoresATokenOfAnotherProcess() {
        AtomicReference<Handed> post = new AtomicReference<>();
        try (Layer sound = layer();
                Layer careless = layer(CARELESS)) {
            replica.pauseReplay();
            CheckedSession writer = session(0, sound, new Exchange(post::set), Duration.ZERO);
            writer.turn();
            assertThat(tally.stale.sum()).isZero();
            Exchange arrivals = new Exchange(handed -> {});
            arrivals.arrive(Handed.parse(post.get().line()));
            CheckedSession reader = session(1, careless, arrivals, Duration.ofHours(1));
            reader.turn();
        }
        assertThat(tally.handed.sum()).isEqualTo(1);
        assertThat(tally.stale.sum()).isEqualTo(1);
    }

    @Test
    void findsNothingWhereTheLibraryRoutes() {
        try (Layer layer = layer()) {
            replica.pauseReplay();
            CheckedSession session = session(0, layer, new Exchange(handed -> {}), Duration.ZERO);
            for (int i = 0; i < TURNS; i++) {
                session.turn();
            }
        }
        assertThat(tally.reads.sum()).isEqualTo(TURNS);
        assertThat(tally.stale.sum()).isZero();
    }

    /** Sends every read to the replica, whatever has been replayed, and requires nothing of it. */
    private static final class CarelessRouter implements Router {

        @Override
        public RouteDecision route(RouteRequest request) {
            return request.intent() == Intent.READ
                    ? new RouteDecision.Use(
                            NodeName.of("replica-1"), Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ)
                    : new RouteDecision.Use(
                            NodeName.of("primary"), Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);
        }

        @Override
        public void completed(ClusterName cluster, NodeName node, NodeOutcome outcome, long duration) {
            // It learns nothing.
        }
    }
}
