package dal.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a cluster does while nobody is promoted or lost for good: these tests share one. */
class PostgresClusterIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static PostgresCluster cluster;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder()
                .replicas(2)
                .setting("max_connections", "77")
                .start();
        cluster.primary().execute("create table note (text text)");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void isARealServerOfVersionEighteenWithItsSettings() {
        assertThat(cluster.nodes()).allSatisfy(node -> {
            assertThat(node.value("show server_version")).startsWith("18.");
            assertThat(node.value("show max_connections")).isEqualTo("77");
            assertThat(node.value("show fsync")).isEqualTo("off");
            assertThat(node.value("show cluster_name")).isEqualTo(node.name());
        });
        assertThat(cluster.isIntact()).isTrue();
    }

    @Test
    void replicasStreamUnderTheirNames() {
        assertThat(
                        cluster.primary()
                                .value(
                                        "select string_agg(application_name || ' ' || state, ', ' order by 1)"
                                                + " from (select application_name, state from pg_stat_replication order by 1) as replica"))
                .isEqualTo("replica1 streaming, replica2 streaming");
        assertThat(cluster.replicas()).extracting(PostgresNode::name).containsExactly("replica1", "replica2");
    }

    @Test
    void whatWasCommittedIsOnEveryReplicaOnceReplicationWasAwaited() {
        for (int i = 0; i < 20; i++) {
            String text = "streamed " + i;
            write(text, i % 2 == 0 ? "on" : "off");
            cluster.awaitReplication(SOON);
            assertThat(cluster.replicas())
                    .allSatisfy(replica -> assertThat(count(replica, text)).isEqualTo("1"));
        }
    }

    @Test
    void aReplicaRefusesToWrite() {
        assertThatThrownBy(() -> cluster.replicas().getFirst().execute("insert into note values ('no')"))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    }

    @Test
    void aPausedReplicaStaysStaleUntilItIsResumed() {
        PostgresNode paused = cluster.node("replica1");
        paused.pauseReplay();
        write("unseen", "on");

        assertThatThrownBy(() -> cluster.awaitReplication(Duration.ofMillis(300)))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("replica1")
                .hasMessageContaining("paused");
        assertThat(count(paused, "unseen")).isEqualTo("0");
        assertThat(cluster.isIntact()).isFalse();

        paused.resumeReplay();
        cluster.awaitReplication(SOON);
        assertThat(count(paused, "unseen")).isEqualTo("1");
        assertThat(cluster.isIntact()).isTrue();
    }

    @Test
    void aKilledReplicaIsGoneAtOnceAndCatchesUpWhenStarted() throws SQLException {
        PostgresNode replica = cluster.node("replica2");
        try (Connection connection = replica.connect()) {
            replica.kill();
            assertThat(replica.isRunning()).isFalse();
            assertThatThrownBy(() -> connection.createStatement().execute("select 1"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(replica::connect).isInstanceOf(SQLException.class);
        }
        write("while it was dead", "on");
        replica.start();
        cluster.awaitReplication(SOON);
        assertThat(count(replica, "while it was dead")).isEqualTo("1");
    }

    @Test
    void aKilledPrimaryComesBackAtTheSamePlaceWithWhatItHadCommitted() {
        write("committed before the kill", "on");
        int port = cluster.primary().port();
        cluster.primary().kill();
        cluster.primary().start();

        assertThat(cluster.primary().port()).isEqualTo(port);
        assertThat(count(cluster.primary(), "committed before the kill")).isEqualTo("1");
        await().atMost(SOON).until(cluster::isIntact);
    }

    @Test
    void aStoppedNodeIsDownUntilItIsStarted() {
        PostgresNode replica = cluster.node("replica1");
        replica.stop();
        assertThat(replica.isRunning()).isFalse();
        cluster.awaitReplication(SOON);
        replica.start();
        assertThat(replica.isRunning()).isTrue();
        await().atMost(SOON).until(cluster::isIntact);
    }

    @Test
    void cutConnectionsEndsEverySessionAndTheServerTakesNewOnes() throws SQLException {
        try (Connection connection = cluster.primary().connect()) {
            cluster.primary().cutConnections();
            assertThatThrownBy(() -> connection.createStatement().execute("select 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
        }
        assertThat(cluster.primary().value("select 1::text")).isEqualTo("1");
    }

    @Test
    void aFrozenNodeAnswersNothingUntilItThaws() throws SQLException {
        PostgresNode replica = cluster.node("replica1");
        try (Connection connection = replica.connect();
                Statement statement = connection.createStatement()) {
            replica.freeze();
            connection.setNetworkTimeout(Runnable::run, 300);
            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
            assertThat(replica.isRunning()).isFalse();
        } finally {
            replica.unfreeze();
        }
        assertThat(replica.value("select 1::text")).isEqualTo("1");
        await().atMost(SOON).until(cluster::isIntact);
    }

    @Test
    void aDatabaseAppearsOnTheReplicasAndIsDroppedUnderItsSessions() throws SQLException {
        String name = "of \"its\" own";
        cluster.createDatabase(name);
        cluster.awaitReplication(SOON);
        assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(exists(node, name)).isEqualTo("1"));
        cluster.createDatabase("plain");
        try (Connection connection = cluster.primary().connect("plain")) {
            assertThat(connection.isValid(5)).isTrue();
            cluster.dropDatabase("plain");
        }
        cluster.dropDatabase(name);
        cluster.dropDatabase("was never there");
        cluster.awaitReplication(SOON);
        assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(exists(node, name)).isEqualTo("0"));
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThatThrownBy(() -> cluster.primary().connect("postgres", "postgres", "wrong"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    private static void write(String text, String synchronousCommit) {
        cluster.primary()
                .execute(
                        "set synchronous_commit = " + synchronousCommit + "; insert into note values ('" + text + "')");
    }

    private static String count(PostgresNode node, String text) {
        return node.value("select count(*)::text from note where text = ?", text);
    }

    private static String exists(PostgresNode node, String database) {
        return node.value("select count(*)::text from pg_database where datname = ?", database);
    }
}
