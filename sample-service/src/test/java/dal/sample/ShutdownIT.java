package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process of its own, and the signals that an operator or a scheduler sends it. */
@PostgresTest(replicas = 2)
class ShutdownIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:([0-9]+)/");

    @BeforeAll
    static void prepare(TestDatabase database) throws Exception {
        RunningSample.prepare(database);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalLetsTheRequestUnderWayEndAndTheProcessEndWithZero(
            String signal, TestDatabase database, PostgresCluster cluster) throws Exception {
        Process process = start(database);
        try (HttpClient client = HttpClient.newHttpClient();
                BufferedReader console = process.inputReader(StandardCharsets.UTF_8)) {
            Api acme = Api.of(port(console), RunningSample.ACME);
            CompletableFuture<String> rest =
                    CompletableFuture.supplyAsync(() -> console.lines().reduce("", (all, line) -> all + line + "\n"));
            CompletableFuture<HttpResponse<String>> slow =
                    client.sendAsync(acme.request("/api/demo/slow?seconds=4").build(), BodyHandlers.ofString());
            await().atMost(LIMIT)
                    .until(() -> connections(database, cluster, "query like '%pg_sleep%' and state = 'active'") == 1);

            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(slow.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(rest.join()).isZero();
            await().atMost(LIMIT).until(() -> connections(database, cluster, "true") == 0);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(TestDatabase database) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()))
                .redirectErrorStream(true);
        builder.environment().putAll(RunningSample.environment(database));
        return builder.start();
    }

    /** Reads the console up to the line that says where to look. */
    private static int port(BufferedReader console) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = console.readLine(); line != null; line = console.readLine()) {
            said.append(line).append('\n');
            Matcher address = ADDRESS.matcher(line);
            if (line.startsWith("to look at") && address.find()) {
                return Integer.parseInt(address.group(1));
            }
        }
        throw new AssertionError("The service did not start:\n" + said);
    }

    /** The service's connections on all servers together. */
    private static int connections(TestDatabase database, PostgresCluster cluster, String which) throws SQLException {
        int count = 0;
        for (var node : cluster.nodes()) {
            try (var connection = database.connect(node);
                    var statement = connection.createStatement();
                    var rows =
                            statement.executeQuery("select count(*) from pg_stat_activity where usename = 'retail_app'"
                                    + " and datname = current_database() and " + which)) {
                rows.next();
                count += rows.getInt(1);
            }
        }
        return count;
    }
}
