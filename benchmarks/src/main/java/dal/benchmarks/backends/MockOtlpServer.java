package dal.benchmarks.backends;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Elastic's mock server, which keeps nothing and writes down what it was sent, field by field. */
record MockOtlpServer(Path programs) implements Backend {

    private static final String TRACE = "TRACE ";
    private static final String LISTENS = "LISTENS ";

    /** On free ports, one line for each request: as it came, but attributes as one object. */
    private static final String SCRIPT = """
            const {MockOtlpServer, normalizeTrace} = require('@elastic/mockotlpserver');
            const server = new MockOtlpServer({logLevel: 'warn', services: ['http', 'grpc'],
              httpHostname: '127.0.0.1', grpcHostname: '127.0.0.1', httpPort: 0, grpcPort: 0,
              onTrace: trace => console.log('TRACE ' + JSON.stringify(normalizeTrace(trace)))});
            server.start().then(() => console.log('LISTENS ' + server.grpcUrl + ' ' + server.httpUrl));
            """;

    @Override
    public String name() {
        return "mockotlpserver";
    }

    @Override
    public boolean isInstalled() {
        return Files.isDirectory(programs.resolve("node_modules/@elastic/mockotlpserver"));
    }

    @Override
    public Running start(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Files.createSymbolicLink(directory.resolve("node_modules"), programs.resolve("node_modules"));
        Files.writeString(directory.resolve("server.js"), SCRIPT);
        BackendProcess process = BackendProcess.start(directory, List.of("node", "server.js"));
        for (int look = 0; look < 300; look++) {
            for (String line : process.lines()) {
                if (line.startsWith(LISTENS)) {
                    int between = line.indexOf(' ', LISTENS.length());
                    return new Writing(
                            process,
                            trimmed(line.substring(LISTENS.length(), between)),
                            trimmed(line.substring(between + 1)) + "/v1/traces");
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        process.close();
        throw new IOException("It did not start: " + process.lines());
    }

    private static String trimmed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private record Writing(BackendProcess process, String grpc, String http) implements Running {

        @Override
        public Map<String, Shown> trace(String traceId) throws IOException {
            Map<String, Shown> spans = new HashMap<>();
            for (String line : process.lines()) {
                if (line.startsWith(TRACE)) {
                    JsonNode request = BackendProcess.JSON.readTree(line.substring(TRACE.length()));
                    request.path("resourceSpans")
                            .forEach(resource -> resource.path("scopeSpans")
                                    .forEach(scope -> scope.path("spans").forEach(span -> {
                                        if (span.path("traceId").asText().equals(traceId)) {
                                            spans.put(span.path("spanId").asText(), shown(span));
                                        }
                                    })));
                }
            }
            return spans;
        }

        private static Shown shown(JsonNode span) {
            Map<String, String> attributes = new HashMap<>();
            span.path("attributes")
                    .properties()
                    .forEach(attribute -> attributes.put(
                            attribute.getKey(), attribute.getValue().asText()));
            return new Shown(span.path("name").asText(), attributes);
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
