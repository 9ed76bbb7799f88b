package dal.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A Prometheus of the test's own, on a free port, that scrapes one service twice a second and knows the rules that are shipped. It ends with the test. */
final class PrometheusServer implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final URI address;

    private PrometheusServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "prometheus")));
    }

    static PrometheusServer scraping(int port, Path directory) throws IOException {
        try (InputStream rules = Objects.requireNonNull(
                PrometheusServer.class.getResourceAsStream("/dal/telemetry/prometheus-alerts.yml"))) {
            Files.copy(rules, directory.resolve("alerts.yml"));
        }
        Files.writeString(directory.resolve("prometheus.yml"), """
                global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }
                rule_files: [alerts.yml]
                scrape_configs:
                  - job_name: sample
                    static_configs: [{ targets: ["127.0.0.1:%d"] }]
                """.formatted(port));
        int own = freePort();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--enable-feature=exemplar-storage",
                        "--web.listen-address=127.0.0.1:" + own)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, URI.create("http://127.0.0.1:" + own));
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> server.result("query", "up == 1").size() == 1);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What an instant query finds. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return result("query", expression);
    }

    /** The exemplars of a series, of the last ten minutes. */
    JsonNode exemplars(String series) throws IOException, InterruptedException {
        long now = System.currentTimeMillis() / 1000;
        return get("/api/v1/query_exemplars?start=" + (now - 600) + "&end=" + (now + 60) + "&query=" + encoded(series))
                .path("data");
    }

    /** The rules it has loaded. */
    JsonNode rules() throws IOException, InterruptedException {
        return get("/api/v1/rules").path("data").path("groups").path(0).path("rules");
    }

    private JsonNode result(String kind, String expression) throws IOException, InterruptedException {
        return get("/api/v1/" + kind + "?query=" + encoded(expression))
                .path("data")
                .path("result");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .build();
        JsonNode answer =
                JSON.readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException(path + ": " + answer);
        }
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
