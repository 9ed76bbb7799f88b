package dal.core.pool;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.config.DataAccessConfig;
import dal.config.PoolConfig;
import dal.config.TenantClassConfig;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.status.PoolName;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest(replicas = 1)
@Timeout(60)
class PoolLifetimesIT {

    private static final int CONNECTIONS = 12;
    private static final Duration LONG = Duration.ofMinutes(1);

    /** A pool trusts a connection for half a second. */
    private static final Duration IDLE = Duration.ofMillis(600);

    private Layer layer;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        Notes.fill(database);
        layer = Layer.over(database);
    }

    @AfterEach
    void stop() {
        layer.close();
    }

    @Test
    void connectionsMadeTogetherDoNotEndTogetherAndAreKeptAliveMeanwhile() throws Exception {
        DataAccessConfig config = layer.injector().getInstance(DataAccessConfig.class);
        TenantClassConfig bound = Objects.requireNonNull(config.classes().get(Layer.BOUND));
        Duration lifetime = Duration.ofMinutes(10);
        Duration keepalive = Duration.ofMinutes(1);
        PoolConfig limits =
                new PoolConfig(CONNECTIONS, 0, Duration.ofSeconds(5), Duration.ofMinutes(1), lifetime, keepalive);
        Housekeeping housekeeping = new Housekeeping();
        ConnectionPool pool = new PoolFactory(
                        layer.injector().getInstance(Servers.class),
                        housekeeping,
                        new PoolEvents(Set.of()),
                        config.monitor())
                .open(
                        new PoolName(Layer.BOUND, Layer.CLUSTER, NodeName.of("primary"), PoolPurpose.PRIMARY),
                        bound,
                        limits);
        List<PooledConnection> taken = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            taken.add(pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false));
        }
        List<Duration> ends = planned(housekeeping, keepalive, lifetime);
        assertThat(ends).hasSize(CONNECTIONS);
        Duration spread = ends.getLast().minus(ends.getFirst());
        assertThat(spread).as("up to a quarter of ten minutes").isGreaterThan(Duration.ofSeconds(20));
        assertThat(ends.getFirst()).isGreaterThan(Duration.ofMinutes(7));
        assertThat(planned(housekeeping, keepalive.multipliedBy(3).dividedBy(4), keepalive))
                .as("keepalives, up to a fifth earlier")
                .hasSizeGreaterThanOrEqualTo(CONNECTIONS);
        taken.forEach(PooledConnection::giveBack);
        pool.close();
        assertThat(planned(housekeeping, keepalive, lifetime)).isEmpty();
        housekeeping.shutdownNow();
    }

    private static List<Duration> planned(Housekeeping housekeeping, Duration after, Duration until) {
        return housekeeping.getQueue().stream()
                .map(task -> Duration.ofNanos(((RunnableScheduledFuture<?>) task).getDelay(TimeUnit.NANOSECONDS)))
                .filter(delay -> delay.compareTo(after) > 0 && delay.compareTo(until) <= 0)
                .sorted()
                .toList();
    }

    @Test
    void whenTheServerEndsEveryConnectionFollowingCallsDoNotNotice(TestDatabase database) throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int call = 0; call < 5; call++) {
                assertThat(layer.database(ACME).dsl().fetchCount(NOTES)).isEqualTo(3);
                assertThat(layer.database(ACME).<Integer, RuntimeException>read(dsl -> dsl.fetchCount(NOTES)))
                        .isEqualTo(3);
                layer.database(ACME)
                        .useTransaction(transaction ->
                                assertThat(transaction.dsl().fetchCount(NOTES)).isEqualTo(3));
            }
            assertThat(terminate(database)).isPositive();
            long terminated = System.nanoTime();
            await().until(() -> System.nanoTime() - terminated > IDLE.toNanos());
        }
        layer.pools().assertNothingHeld();
    }

    private static int terminate(TestDatabase database) throws SQLException {
        int ended = 0;
        for (var node : database.cluster().nodes()) {
            try (var connection = database.connect(node);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                            + " where application_name like 'it/%' and datname = current_database()")) {
                while (rows.next()) {
                    ended++;
                }
            }
        }
        return ended;
    }
}
