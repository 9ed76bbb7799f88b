package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the service: every panel of the dashboard that is shipped shows something, and every rule is evaluated. */
@PostgresTest(replicas = 2, pools = "retail")
class PrometheusIT {

    @Test
    void findsSomethingForEveryPanelAndTroubleInNoRule(TestDatabase database, @TempDir Path directory)
            throws Exception {
        assumeTrue(
                PrometheusServer.isInstalled(),
                "Prometheus is not installed here, so nothing is scraped (Debian: apt-get install prometheus)");
        RunningSample.prepare(database);
        database.execute("update retail.stock set quantity = 100000");
        try (RunningSample sample = RunningSample.start(database);
                PrometheusServer prometheus =
                        PrometheusServer.scraping(sample.as(RunningSample.ACME).port(), directory)) {
            List<Query> queries = dashboard();
            assertThat(queries).hasSizeGreaterThan(25);
            Api acme = sample.as(RunningSample.ACME);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        use(acme);
                        assertThat(empty(queries, prometheus)).isEmpty();
                    });

            assertThat(prometheus
                            .query("sum(db_client_operation_duration_seconds_count{error_type=\"none\"})")
                            .path(0)
                            .path("value")
                            .path(1)
                            .asDouble())
                    .isPositive();
            assertThat(prometheus.rules())
                    .hasSize(16)
                    .allSatisfy(rule -> assertThat(rule.path("health").asText())
                            .as(rule.toString())
                            .isEqualTo("ok"))
                    .allSatisfy(rule -> assertThat(rule.path("state").asText())
                            .as(rule.toString())
                            .isEqualTo("inactive"));
        }
    }

    private static List<Query> empty(List<Query> queries, PrometheusServer prometheus) throws Exception {
        List<Query> empty = new ArrayList<>();
        for (Query query : queries) {
            if (prometheus.query(query.expression()).isEmpty()) {
                empty.add(query);
            }
        }
        return empty;
    }

    private static void use(Api api) throws Exception {
        String order = order(id(api, "/api/customers"), id(api, "/api/products"));
        assertThat(api.post("/api/orders", order).statusCode()).isEqualTo(201);
    }

    private static String order(String customer, String product) {
        return "{\"customerId\": %s, \"lines\": [{\"productId\": %s, \"quantity\": 1}]}".formatted(customer, product);
    }

    private static String id(Api api, String path) throws Exception {
        return new ObjectMapper().readTree(api.get(path).body()).findValue("id").asText();
    }

    private record Query(String panel, String expression) {}

    private static List<Query> dashboard() throws Exception {
        List<Query> queries = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(
                PrometheusIT.class.getResourceAsStream("/dal/telemetry/grafana-dashboard.json"))) {
            for (JsonNode panel : new ObjectMapper().readTree(in).path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.add(new Query(
                            panel.path("title").asText(),
                            target.path("expr")
                                    .asText()
                                    .replace("$cluster", ".*")
                                    .replace("$class", ".*")
                                    .replace("$__rate_interval", "10s")
                                    .replace("$__range", "1m")));
                }
            }
        }
        return queries;
    }
}
