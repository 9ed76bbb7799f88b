package dal.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dal.sample.http.TenantRequests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Makes the first requests itself, and says on the console what to try next, with ids that are there. */
final class Welcome {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String root;
    private final String tenant;
    private final StringBuilder text = new StringBuilder();

    private Welcome(int port, String tenant) {
        this.root = "http://127.0.0.1:" + port;
        this.tenant = tenant;
    }

    /**
     * The text for the console, after the first request was answered.
     *
     * @param started when the process started
     * @param tenant on whose behalf to ask
     */
    static String text(int port, String tenant, Instant started) throws IOException, InterruptedException {
        Welcome welcome = new Welcome(port, tenant);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> products = welcome.get(client, "/api/products?limit=1");
            welcome.sayReady(products, Duration.between(started, Instant.now()));
            welcome.sayWhatToTry(products, welcome.get(client, "/api/customers?limit=1"));
        }
        return welcome.text.toString();
    }

    private HttpResponse<String> get(HttpClient client, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + path))
                .header(TenantRequests.TENANT, tenant)
                .timeout(LIMIT)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private void sayReady(HttpResponse<String> first, Duration took) {
        text.append(String.format(
                Locale.ROOT,
                "%nready in %.1f s: the first request was answered with %d by %s%n",
                took.toMillis() / 1000.0,
                first.statusCode(),
                first.headers().firstValue(TenantRequests.NODES).orElse("no database")));
    }

    private void sayWhatToTry(HttpResponse<String> products, HttpResponse<String> customers) throws IOException {
        String curl = "  curl -i -H '" + TenantRequests.TENANT + ": " + tenant + "' ";
        text.append("\na read, by a replica:\n");
        text.append(curl).append("'").append(root).append("/api/products?search=oak&limit=3'\n");
        long product = firstId(products, "products");
        long customer = firstId(customers, "customers");
        if (product > 0 && customer > 0) {
            text.append("a write, by the primary:\n");
            text.append(curl)
                    .append(root)
                    .append("/api/orders \\\n    -d '{\"customerId\": ")
                    .append(customer);
            text.append(", \"lines\": [{\"productId\": ").append(product).append(", \"quantity\": 1}]}'\n");
        }
        text.append("to look at: ")
                .append(root)
                .append("/api/db/health and ")
                .append(root)
                .append("/metrics\n");
        text.append("to stop: Ctrl-C, or kill ").append(ProcessHandle.current().pid());
        text.append("; requests under way are answered first\n");
    }

    private static long firstId(HttpResponse<String> page, String items) throws IOException {
        JsonNode id =
                new ObjectMapper().readTree(page.body()).path(items).path(0).path("id");
        return id.asLong(0);
    }
}
