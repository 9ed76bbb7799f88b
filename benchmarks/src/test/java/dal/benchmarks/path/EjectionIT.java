package dal.benchmarks.path;

import static dal.benchmarks.path.ServerFacts.acme;
import static dal.benchmarks.path.ServerFacts.await;
import static dal.benchmarks.path.ServerFacts.node;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.error.ConnectionLostException;
import dal.spi.Execution;
import dal.status.NodeAvailability;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Replicas that answer their monitor and fail their reads: whoever reads on them has the session ended. */
@PostgresTest(replicas = 2, pools = "path/")
class EjectionIT {

    /** Two in a row, and back after one to two seconds; at once with a whole share. */
    private static final String QUICK = """
            dal.routing { slow-start = 0, ejection { failures = 2, first = 1s, longest = 2s, max-share = 0.5 } }
            """;

    private static final int READS = 20;

    @Test
    void aReplicaThatFailsIsLeftAloneAndAskedAgainLater(TestDatabase database, PostgresCluster cluster) {
        PostgresNode failing = cluster.replicas().get(0);
        PostgresNode sound = cluster.replicas().get(1);
        try (WholeLayer layer = over(database, 1, 0)) {
            await().until(() -> read(layer) == failing.port());
            try (Executioner executioner = Executioner.on(database, failing)) {
                await().until(() -> {
                    assertThat(read(layer, executioner)).isEqualTo(sound.port());
                    return isEjected(layer, 1);
                });
                assertThat(executioner.ended()).isGreaterThanOrEqualTo(2);
                int spared = 0;
                for (int i = 0; i < 50 * READS && spared < READS; i++) {
                    boolean before = isEjected(layer, 1);
                    layer.served().forget();
                    assertThat(read(layer, executioner)).isEqualTo(sound.port());
                    if (before && isEjected(layer, 1)) {
                        spared++;
                        assertThat(layer.served().executions())
                                .as("attempts while the replica was ejected")
                                .isNotEmpty()
                                .extracting(Execution::node)
                                .doesNotContain(NodeName.of("replica-1"));
                    }
                }
                assertThat(spared).isEqualTo(READS);
            }
            await().until(() -> read(layer) == failing.port());
            assertThat(isEjected(layer, 1)).isFalse();
        }
    }

    @Test
    void ofTwoReplicasThatFailOneIsLeftAloneAtMost(TestDatabase database, PostgresCluster cluster) {
        PostgresNode one = cluster.replicas().get(0);
        PostgresNode other = cluster.replicas().get(1);
        try (WholeLayer layer = over(database, 1, 1)) {
            await().until(() -> layer.databases().status().nodes().stream()
                    .allMatch(node -> node.availability() == NodeAvailability.SERVING));
            try (Executioner ofOne = Executioner.on(database, one);
                    Executioner ofOther = Executioner.on(database, other)) {
                int eitherEjected = 0;
                for (int i = 0; i < READS || ofOne.ended() < 3 || ofOther.ended() < 3; i++) {
                    assertThat(i)
                            .as("reads until both replicas have failed often")
                            .isLessThan(50 * READS);
                    try {
                        assertThat(read(layer, ofOne, ofOther))
                                .isEqualTo(cluster.primary().port());
                    } catch (ConnectionLostException e) {
                        // It was sent to both: what has ended two connections goes to no further node.
                        assertThat(e).hasMessageContaining("replica-1").hasMessageContaining("replica-2");
                    }
                    assertThat(isEjected(layer, 1) && isEjected(layer, 2)).isFalse();
                    eitherEjected += isEjected(layer, 1) || isEjected(layer, 2) ? 1 : 0;
                }
                assertThat(eitherEjected).isPositive();
            }
            await().until(() ->
                    read(layer) != cluster.primary().port() && !isEjected(layer, 1) && !isEjected(layer, 2));
        }
    }

    /** All reads go to the replica with a weight, as long as it may be asked. */
    private static WholeLayer over(TestDatabase database, double weightOfOne, double weightOfOther) {
        Map<String, String> environment = new HashMap<>(WholeLayer.environment(database));
        String[] urls = Objects.requireNonNull(environment.remove("DATABASE_REPLICA_URLS"))
                .split(",", -1);
        return WholeLayer.configuredBy(
                QUICK + """
                        dal.clusters.main {
                          primary = "%s", replicas = [{ url = "%s", weight = %s }, { url = "%s", weight = %s }]
                        }
                        """.formatted(environment.remove("DATABASE_URL"), urls[0], weightOfOne, urls[1], weightOfOther),
                environment);
    }

    private static boolean isEjected(WholeLayer layer, int replica) {
        return node(layer.databases(), "replica-" + replica).availability() == NodeAvailability.EJECTED;
    }

    /** Which server answers a read that takes for ever on those where sessions are ended. */
    private static int read(WholeLayer layer, Executioner... fatal) {
        StringBuilder ports = new StringBuilder("0");
        for (Executioner one : fatal) {
            ports.append(',').append(one.port());
        }
        String sql = "select current_setting('port')::int, case when current_setting('port')::int in (" + ports
                + ") then pg_sleep(60)::text end";
        return acme(layer)
                .read(dsl -> Objects.requireNonNull(dsl.fetchSingle(sql).get(0, Integer.class)));
    }

    /** Ends every session of a pool that sleeps on a server, as an administrator would, and no monitor's. */
    private static final class Executioner implements AutoCloseable {

        private static final String END =
                "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity"
                        + " where application_name like 'path/%/replica' and wait_event = 'PgSleep' and datname = current_database()";

        private final int port;
        private final Connection connection;
        private final AtomicInteger ended = new AtomicInteger();
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
        private volatile boolean over;

        private Executioner(int port, Connection connection) {
            this.port = port;
            this.connection = connection;
        }

        static Executioner on(TestDatabase database, PostgresNode node) {
            try {
                Executioner made = new Executioner(node.port(), database.connect(node));
                made.thread.start();
                return made;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        int port() {
            return port;
        }

        int ended() {
            return ended.get();
        }

        private void run() {
            try (connection;
                    Statement statement = connection.createStatement()) {
                while (!over) {
                    try (ResultSet row = statement.executeQuery(END)) {
                        row.next();
                        ended.addAndGet(row.getInt(1));
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
