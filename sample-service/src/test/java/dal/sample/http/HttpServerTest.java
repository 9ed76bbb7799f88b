package dal.sample.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpServer server =
            new HttpServer(Set.of(this::paths), new ProblemHandler(Json.mapper()), Json.mapper());
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    record Body(int number, String text) {}

    private void paths(io.javalin.config.RoutesConfig routes) {
        routes.post("/body", context -> context.json(context.bodyAsClass(Body.class)));
        routes.get("/number/{id}", context -> context.json(Parameters.id(context, "id")));
        routes.get("/fails", context -> {
            throw new IllegalStateException("the inside of the service");
        });
        routes.get("/slow", context -> {
            entered.countDown();
            released.await();
            context.result("done");
        });
    }

    @BeforeEach
    void start() throws IOException {
        ServerSocketChannel socket =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
        server.start(socket);
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(LIMIT);
        client.close();
    }

    @Test
    void answersMistakesWithOneLineOfJson() throws Exception {
        assertProblem(get("/nowhere"), 404, "no-such-path");
        assertProblem(get("/body"), 405, "method-not-allowed");
        assertProblem(get("/number/x"), 400, "invalid-parameter");
        assertProblem(post("/body", "{"), 400, "malformed-json");
        assertProblem(post("/body", ""), 400, "malformed-json");
        assertProblem(post("/body", "[]"), 400, "malformed-json");
        assertProblem(post("/body", "{\"number\": \"many\"}"), 400, "malformed-json");
        assertProblem(post("/body", "{\"number\": 1, \"other\": 1}"), 400, "malformed-json");
        assertProblem(post("/body", "{\"number\": 1} x"), 400, "malformed-json");
        assertProblem(post("/body", "x".repeat(2_000_000)), 413, "content-too-large");
        assertProblem(get("/fails"), 500, "internal-error");
    }

    @Test
    void saysWhereTheJsonIsWrongAndRepeatsNothingOfIt() throws Exception {
        HttpResponse<String> response = post("/body", "{\"number\": hunter2}");

        assertThat(response.body()).contains("line 1").doesNotContain("hunter2");
    }

    @Test
    void answersWhatIsNoHttpWithAProblemToo() throws IOException {
        String answer = raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("\"bad-request\"");
    }

    @Test
    void aRequestUnderWayIsAnsweredAlthoughTheServerStops() throws Exception {
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
        entered.await();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> server.stop(LIMIT));
        await().atMost(LIMIT).until(() -> !accepts());

        assertThat(slow).isNotDone();
        assertThat(stop).isNotDone();
        released.countDown();

        assertThat(slow.get().statusCode()).isEqualTo(200);
        assertThat(stop).succeedsWithin(LIMIT);
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body())
                .contains("\"status\":" + status, "\"code\":\"" + code + "\"")
                .endsWith("}\n")
                .hasLineCount(1)
                .doesNotContain("Exception", "the inside of the service");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
