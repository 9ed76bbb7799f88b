package dal.sample;

import dal.sample.http.TenantRequests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks to a running service as one tenant. Immutable. */
final class Api {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final int port;
    private final String tenant;
    private final String token;

    private Api(int port, String tenant, String token) {
        this.port = port;
        this.tenant = tenant;
        this.token = token;
    }

    static Api of(int port, String tenant) {
        return new Api(port, tenant, "");
    }

    /** The same, reading nothing older than what that answer wrote or saw. */
    Api after(HttpResponse<String> earlier) {
        return new Api(
                port, tenant, earlier.headers().firstValue(TenantRequests.TOKEN).orElseThrow());
    }

    int port() {
        return port;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT);
        if (!tenant.isEmpty()) {
            request.header(TenantRequests.TENANT, tenant);
        }
        return token.isEmpty() ? request : request.header(TenantRequests.TOKEN, token);
    }

    static String nodes(HttpResponse<String> response) {
        return response.headers().firstValue(TenantRequests.NODES).orElse("");
    }
}
