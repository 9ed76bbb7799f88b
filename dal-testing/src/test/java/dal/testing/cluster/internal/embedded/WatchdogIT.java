package dal.testing.cluster.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogIT {
    @BeforeEach
    void hasBinaries() {
        assumeTrue(EmbeddedEngine.isAvailable(), "no PostgreSQL for this platform on the class path");
    }

    @Test
    void noServerAndNoFileOutlivesAJvmThatIsKilled() throws IOException {
        assertNothingOutlives(Child.READY, 3);
    }

    @Test
    void norAJvmThatIsKilledWithOneServerKilledAndAnotherFrozen() throws IOException {
        assertNothingOutlives(Child.BROKEN, 2);
    }

    @Test
    void aClosedClusterLeavesNothing() throws SQLException, IOException {
        assumeTrue(!"testcontainers".equals(System.getProperty("postgres")), "about embedded servers");
        Path home;
        List<ProcessHandle> servers;
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            home = home(cluster);
            servers = postmasters(home);
            assertThat(servers).hasSize(2).allMatch(ProcessHandle::isAlive);
            cluster.node("replica1").freeze();
        }
        assertThat(home).doesNotExist();
        assertThat(servers).noneMatch(ProcessHandle::isAlive);
    }

    private static void assertNothingOutlives(String state, int running) throws IOException {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Dpostgres=embedded",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        state)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            while (line != null && !line.startsWith("home ")) {
                line = said.readLine();
            }
            assertThat(line).as("what the child says").isNotNull();
            Path home = Path.of(line.substring("home ".length()));
            List<ProcessHandle> servers = postmasters(home);
            assertThat(servers).hasSize(running).allMatch(ProcessHandle::isAlive);

            child.destroyForcibly();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(servers).noneMatch(ProcessHandle::isAlive));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(home).doesNotExist());
        } finally {
            child.destroyForcibly();
        }
    }

    private static List<ProcessHandle> postmasters(Path home) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (var nodes = Files.newDirectoryStream(home)) {
            for (Path node : nodes) {
                Path lock = node.resolve("postmaster.pid");
                if (Files.exists(lock)) {
                    ProcessHandle.of(Long.parseLong(Files.readAllLines(lock).getFirst()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static Path home(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                ResultSet directory = connection.createStatement().executeQuery("show data_directory")) {
            directory.next();
            return Path.of(directory.getString(1)).resolve("..").normalize();
        }
    }

    /** The JVM that is killed. */
    static final class Child {
        static final String READY = "ready";
        static final String BROKEN = "broken";

        public static void main(String[] arguments) throws Exception {
            try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start()) {
                Path home = home(cluster);
                if (arguments[0].equals(BROKEN)) {
                    cluster.primary().kill();
                    cluster.replicas().forEach(PostgresNode::freeze);
                }
                System.out.println("home " + home);
                Thread.currentThread().join();
            }
        }
    }
}
