package dal.benchmarks.backends;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A backend's process, which ends with this one, and its HTTP API. */
final class BackendProcess implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration STARTING = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;
    private final Thread atExit;

    private BackendProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.atExit = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static BackendProcess start(Path directory, List<String> command) throws IOException {
        Path log = Files.createDirectories(directory).resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new BackendProcess(process, log);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What it has written so far. */
    List<String> lines() throws IOException {
        return Files.readAllLines(log);
    }

    /** Waits until that address is answered with 200. */
    void awaitAnswer(String address) throws IOException, InterruptedException {
        long end = System.nanoTime() + STARTING.toNanos();
        while (!answers(address)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                String said = String.join("\n", lines());
                close();
                throw new IOException("It did not start: " + said.substring(Math.max(0, said.length() - 2_000)));
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    private static boolean answers(String address) throws IOException, InterruptedException {
        try {
            return get(address).statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** The answer as JSON; an empty one where there is nothing. */
    static JsonNode json(String address) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(address);
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
    }

    private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // This process ends too.
        }
    }
}
