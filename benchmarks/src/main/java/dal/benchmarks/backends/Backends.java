package dal.benchmarks.backends;

import dal.benchmarks.backends.Backend.Running;
import dal.benchmarks.backends.Backend.Shown;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One trace over OTLP's gRPC and one over its HTTP to each backend that is installed, read back through the backend's own API: every span has to be there, with its
 * name and each of its attributes as it was sent. {@code benchmarks/backends/install} fetches the backends; those that are not there are left out.
 */
public final class Backends {

    private static final Duration ARRIVING = Duration.ofSeconds(40);

    private Backends() {}

    /** Starts a cluster, and one backend after the other. */
    public static Figures measure() throws IOException, SQLException, InterruptedException {
        Path programs = Path.of(
                System.getenv().getOrDefault("DAL_BACKENDS", System.getProperty("user.home") + "/.cache/dal-backends"));
        Figures figures = new Figures();
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            schema(cluster);
            for (Backend backend : Backend.all(programs)) {
                if (backend.isInstalled()) {
                    measure(backend, cluster, figures);
                } else {
                    Progress.say(
                            "SKIPPED: %s is not in %s; benchmarks/backends/install puts it there",
                            backend.name(), programs);
                    figures.flag(backend.name(), false);
                }
            }
        }
        return figures;
    }

    private static void schema(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table sent (id int, text text)");
        }
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    private static void measure(Backend backend, PostgresCluster cluster, Figures figures)
            throws IOException, InterruptedException {
        Progress.say("%s starts", backend.name());
        try (Running running = backend.start(Files.createTempDirectory("dal-" + backend.name()))) {
            figures.flag(backend.name(), true);
            exchange(
                    backend.name() + "_grpc",
                    running,
                    cluster,
                    OtlpGrpcSpanExporter.builder().setEndpoint(running.grpc()).build(),
                    figures);
            if (running.http().isEmpty()) {
                Progress.say("SKIPPED: %s takes no OTLP over HTTP", backend.name());
                return;
            }
            exchange(
                    backend.name() + "_http",
                    running,
                    cluster,
                    OtlpHttpSpanExporter.builder().setEndpoint(running.http()).build(),
                    figures);
        }
    }

    private static void exchange(
            String key, Running running, PostgresCluster cluster, SpanExporter exporter, Figures figures)
            throws IOException, InterruptedException {
        List<SpanData> sent = Traffic.trace(cluster, exporter);
        if (sent.isEmpty()) {
            Progress.say("%s: it took nothing", key);
            figures.count(key, 0);
            return;
        }
        String trace = sent.getLast().getTraceId();
        List<SpanData> ofTrace =
                sent.stream().filter(span -> span.getTraceId().equals(trace)).toList();
        long end = System.nanoTime() + ARRIVING.toNanos();
        Map<String, Shown> shown = running.trace(trace);
        while (shown.size() < ofTrace.size() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500);
            shown = running.trace(trace);
        }
        figures.count(key, shown.size()).count(key + "_wrong", wrong(key, running, ofTrace, shown));
    }

    /** How many spans are not there, or not as they were sent. */
    private static int wrong(String key, Running running, List<SpanData> sent, Map<String, Shown> shown) {
        Set<String> wrong = new HashSet<>();
        for (SpanData span : sent) {
            Shown seen = shown.get(span.getSpanId());
            if (seen == null || !seen.name().equals(running.spelled(span.getName()))) {
                Progress.say("%s: span %s is shown as %s", key, span.getName(), seen);
                wrong.add(span.getSpanId());
                continue;
            }
            span.getAttributes().forEach((attribute, value) -> {
                String found = seen.attributes().get(attribute.getKey());
                if (!value.toString().equals(found)) {
                    Progress.say(
                            "%s: %s of span %s was sent as %s and is shown as %s",
                            key, attribute.getKey(), span.getName(), value, found);
                    wrong.add(span.getSpanId());
                }
            });
        }
        return wrong.size();
    }
}
