package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@PostgresTest(replicas = 2, pools = "retail")
class OverloadIT {

    @Test
    void whoGetsNoConnectionInTimeIsToldToComeBack(TestDatabase database) throws Exception {
        RunningSample.prepare(database);
        Map<String, String> oneEach = Map.of("PG_POOL_MAX", "1", "PG_CONNECTION_TIMEOUT", "1000");
        try (RunningSample sample = RunningSample.start(database, oneEach);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest slow = sample.as(RunningSample.ACME)
                    .request("/api/demo/slow?seconds=3")
                    .build();

            List<CompletableFuture<HttpResponse<String>>> asked = Stream.generate(
                            () -> client.sendAsync(slow, BodyHandlers.ofString()))
                    .limit(4)
                    .toList();
            List<HttpResponse<String>> answers =
                    asked.stream().map(CompletableFuture::join).toList();

            assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 503);
            assertThat(answers).filteredOn(answer -> answer.statusCode() == 503).allSatisfy(refused -> {
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(refused.body())
                        .contains("\"code\":\"pool-exhausted\"")
                        .doesNotContain("premium");
            });
        }
    }
}
