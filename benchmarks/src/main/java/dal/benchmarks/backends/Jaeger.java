package dal.benchmarks.backends;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jaeger, all in one, with its memory for storage. */
record Jaeger(Path programs) implements Backend {

    @Override
    public String name() {
        return "jaeger";
    }

    @Override
    public boolean isInstalled() {
        return Files.isExecutable(program());
    }

    private Path program() {
        return programs.resolve("jaeger");
    }

    @Override
    public Running start(Path directory) throws IOException, InterruptedException {
        String grpc = "127.0.0.1:" + BackendProcess.freePort();
        String http = "127.0.0.1:" + BackendProcess.freePort();
        String query = "127.0.0.1:" + BackendProcess.freePort();
        BackendProcess process = BackendProcess.start(
                directory,
                List.of(
                        program().toString(),
                        "--collector.otlp.grpc.host-port=" + grpc,
                        "--collector.otlp.http.host-port=" + http,
                        "--query.http-server.host-port=" + query,
                        "--query.grpc-server.host-port=127.0.0.1:" + BackendProcess.freePort(),
                        "--collector.grpc-server.host-port=127.0.0.1:" + BackendProcess.freePort(),
                        "--collector.http-server.host-port=127.0.0.1:" + BackendProcess.freePort(),
                        "--admin.http.host-port=127.0.0.1:" + BackendProcess.freePort()));
        process.awaitAnswer("http://" + query + "/api/services");
        return new Collecting(process, "http://" + grpc, "http://" + http + "/v1/traces", "http://" + query);
    }

    private record Collecting(BackendProcess process, String grpc, String http, String query) implements Running {

        @Override
        public Map<String, Shown> trace(String traceId) throws IOException, InterruptedException {
            Map<String, Shown> spans = new HashMap<>();
            JsonNode answer = BackendProcess.json(query + "/api/traces/" + traceId);
            for (JsonNode span : answer.path("data").path(0).path("spans")) {
                Map<String, String> tags = new HashMap<>();
                span.path("tags")
                        .forEach(tag -> tags.put(
                                tag.path("key").asText(), tag.path("value").asText()));
                spans.put(
                        span.path("spanID").asText(),
                        new Shown(span.path("operationName").asText(), tags));
            }
            return spans;
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
