package dal.benchmarks.backends;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * SkyWalking's OAP server with H2 for storage. It takes OTLP traces in, keeps them as Zipkin's, and shows them through Zipkin's API: names in lower case there. Its
 * files of settings are not published as a library, so the few that these modules read are written here, with nothing in them but what is needed.
 */
record SkyWalking(Path programs) implements Backend {

    private static final List<String> DIRECTORIES = List.of(
            "oal",
            "openapi-definitions",
            "ui-initialized-templates",
            "meter-analyzer-config",
            "lal",
            "log-mal-rules",
            "otel-rules");
    private static final List<String> RULES =
            List.of("core", "java-agent", "disable", "mesh", "ebpf", "browser", "dotnet-agent");
    private static final Map<String, String> FILES = Map.of(
            "component-libraries.yml", "{}",
            "alarm-settings.yml", "{}",
            "endpoint-name-grouping.yml", "serviceGrouping: []",
            "metadata-service-mapping.yaml", "",
            "service-apdex-threshold.yml", "default: 500",
            "gateways.yml", "gateways: []",
            "trace-sampling-policy-settings.yml", "default: { rate: 10000 }",
            "log4j2.xml", """
                    <Configuration status="error">
                      <Appenders><Console name="Console"><PatternLayout pattern="%d %c %p %m%n"/></Console></Appenders>
                      <Loggers><Root level="warn"><AppenderRef ref="Console"/></Root></Loggers>
                    </Configuration>
                    """);

    @Override
    public String name() {
        return "skywalking";
    }

    @Override
    public boolean isInstalled() {
        return Files.isDirectory(libraries());
    }

    private Path libraries() {
        return programs.resolve("skywalking");
    }

    @Override
    public Running start(Path directory) throws IOException, InterruptedException {
        int rest = BackendProcess.freePort();
        int grpc = BackendProcess.freePort();
        int zipkin = BackendProcess.freePort();
        for (String one : DIRECTORIES) {
            Files.createDirectories(directory.resolve(one));
        }
        for (String rules : RULES) {
            Files.writeString(directory.resolve("oal/" + rules + ".oal"), "");
        }
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        Files.writeString(directory.resolve("application.yml"), application(rest, grpc, zipkin));
        BackendProcess process = BackendProcess.start(
                directory,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        directory + ":" + libraries() + "/*",
                        "org.apache.skywalking.oap.server.starter.OAPServerStartUp"));
        String api = "http://127.0.0.1:" + zipkin + "/zipkin/api/v2";
        process.awaitAnswer(api + "/services");
        return new Analysing(process, "http://127.0.0.1:" + grpc, api);
    }

    private static String application(int rest, int grpc, int zipkin) {
        return """
                cluster: { selector: standalone, standalone: { } }
                core:
                  selector: default
                  default:
                    role: Mixed
                    restHost: 127.0.0.1
                    restPort: %d
                    restContextPath: /
                    gRPCHost: 127.0.0.1
                    gRPCPort: %d
                    downsampling: [Hour, Day]
                    enableDataKeeperExecutor: false
                    searchableTracesTags: ""
                    searchableLogsTags: ""
                    searchableAlarmTags: ""
                storage:
                  selector: h2
                  h2:
                    properties:
                      jdbcUrl: "jdbc:h2:mem:oap;DB_CLOSE_DELAY=-1;DATABASE_TO_UPPER=FALSE"
                      dataSource.user: sa
                    metadataQueryMaxSize: 5000
                    maxSizeOfBatchSql: 100
                    asyncBatchPersistentPoolSize: 1
                agent-analyzer:
                  selector: default
                  default:
                    traceSamplingPolicySettingsFile: trace-sampling-policy-settings.yml
                    meterAnalyzerActiveFiles: ""
                log-analyzer: { selector: default, default: { lalFiles: "", malFiles: "" } }
                event-analyzer: { selector: default, default: { } }
                receiver-sharing-server: { selector: default, default: { gRPCHost: 127.0.0.1, gRPCPort: 0 } }
                receiver-otel:
                  selector: default
                  default: { enabledHandlers: "otlp-traces", enabledOtelMetricsRules: "" }
                receiver-zipkin:
                  selector: default
                  default: { searchableTracesTags: http.route, sampleRate: 10000, enableHttpCollector: false }
                query: { selector: graphql, graphql: { } }
                query-zipkin:
                  selector: default
                  default: { restHost: 127.0.0.1, restPort: %d, restContextPath: /zipkin }
                alarm: { selector: default, default: { } }
                ai-pipeline: { selector: default, default: { } }
                telemetry: { selector: none, none: { } }
                configuration: { selector: none, none: { } }
                """.formatted(rest, grpc, zipkin);
    }

    private record Analysing(BackendProcess process, String grpc, String api) implements Running {

        /** This version has no handler for that, at any path or port: later ones take it on the REST port. */
        @Override
        public String http() {
            return "";
        }

        @Override
        public Map<String, Shown> trace(String traceId) throws IOException, InterruptedException {
            Map<String, Shown> spans = new HashMap<>();
            for (JsonNode span : BackendProcess.json(api + "/trace/" + traceId)) {
                Map<String, String> tags = new HashMap<>();
                span.path("tags")
                        .properties()
                        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
                spans.put(span.path("id").asText(), new Shown(span.path("name").asText(), tags));
            }
            return spans;
        }

        @Override
        public String spelled(String name) {
            return name.toLowerCase(Locale.ROOT);
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
