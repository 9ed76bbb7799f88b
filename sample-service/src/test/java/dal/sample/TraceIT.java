package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dal.telemetry.trace.DalAttributes;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One request is one trace: request, transaction, statements, with the node that did the work, also right after another node took over. Breaks its cluster. */
@PostgresTest(replicas = 2, pools = "retail/")
class TraceIT {

    private static final String CALLER = "00f067aa0ba902b7";
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final AtomicLong traces = new AtomicLong();

    @Test
    void showsRequestTransactionAndStatementsOnTheNodeThatDidThemRightAfterAFailover(
            TestDatabase database, PostgresCluster cluster) throws Exception {
        RunningSample.prepare(database);
        cluster.awaitReplication(Duration.ofSeconds(20));
        PostgresNode old = cluster.primary();
        PostgresNode heir = cluster.replicas().getFirst();
        try (RunningSample sample = RunningSample.start(database, Map.of(), sdk);
                HttpClient client = HttpClient.newHttpClient()) {
            Api acme = sample.as(RunningSample.ACME);
            String order = order(id(acme, "/api/customers"), id(acme, "/api/products"));
            checkTrace(trace(client, acme, order), "primary", old);

            old.kill();
            heir.promote();

            checkTrace(trace(client, acme, order), "replica-1", heir);
        } finally {
            sdk.close();
        }
    }

    /** Sends the order until it is taken, each time in a trace of its own, and returns the trace in which it was. */
    private List<SpanData> trace(HttpClient client, Api api, String order) {
        String[] trace = new String[1];
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            trace[0] = "%032x".formatted(0xabcdef00L + traces.incrementAndGet());
            HttpResponse<String> answer = client.send(
                    api.request("/api/orders")
                            .header("traceparent", "00-" + trace[0] + "-" + CALLER + "-01")
                            .POST(BodyPublishers.ofString(order))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        });
        return Awaitility.await()
                .until(
                        () -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getTraceId().equals(trace[0]))
                                .toList(),
                        found -> found.stream().anyMatch(span -> span.getKind() == SpanKind.SERVER));
    }

    private static void checkTrace(List<SpanData> trace, String node, PostgresNode server) {
        SpanData request = only(trace, span -> span.getKind() == SpanKind.SERVER);
        assertThat(request.getName()).isEqualTo("POST /api/orders");
        assertThat(request.getParentSpanId()).isEqualTo(CALLER);
        assertThat(request.getAttributes().get(HttpAttributes.HTTP_RESPONSE_STATUS_CODE))
                .isEqualTo(201);

        // Beside it there may be a wait for a connection, and an attempt that the old primary took along.
        SpanData transaction =
                only(trace, span -> "committed".equals(span.getAttributes().get(DalAttributes.TRANSACTION_OUTCOME)));
        assertThat(transaction.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(transaction.getParentSpanId()).isEqualTo(request.getSpanId());

        List<SpanData> statements = trace.stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT)
                .filter(span -> span.getParentSpanId().equals(transaction.getSpanId()))
                .toList();
        assertThat(statements).hasSizeGreaterThanOrEqualTo(5);
        assertThat(statements).anySatisfy(span -> assertThat(span.getName()).startsWith("INSERT"));
        assertThat(statements).allSatisfy(span -> {
            assertThat(span.getAttributes().get(DalAttributes.NODE)).isEqualTo(node);
            assertThat(span.getAttributes().get(DalAttributes.NODE_ROLE)).isEqualTo("primary");
            assertThat(span.getAttributes().get(ServerAttributes.SERVER_PORT)).isEqualTo(server.port());
        });
    }

    private static SpanData only(List<SpanData> trace, Predicate<SpanData> which) {
        List<SpanData> found = trace.stream().filter(which).toList();
        assertThat(found).as(trace.toString()).hasSize(1);
        return found.getFirst();
    }

    private static String order(String customer, String product) {
        return "{\"customerId\": %s, \"lines\": [{\"productId\": %s, \"quantity\": 1}]}".formatted(customer, product);
    }

    private static String id(Api api, String path) throws Exception {
        return new ObjectMapper().readTree(api.get(path).body()).findValue("id").asText();
    }
}
