package dal.testing.cluster.internal.embedded;

import dal.testing.cluster.ClusterException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A small shell process that outlives the JVM by a moment. It owns the directory of one cluster and removes it, and the
 * servers that run in it, when the pipe from the JVM ends: the one way of cleaning up, for an orderly close and for a
 * JVM killed with SIGKILL.
 */
final class Watchdog implements AutoCloseable {
    private final Process process;
    private final Path home;

    private Watchdog(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    static Watchdog start() {
        Path home = Path.of(System.getProperty("java.io.tmpdir"), "dal-postgres-" + UUID.randomUUID());
        try {
            Process process = new ProcessBuilder(
                            Account.OWN.runningDetached("sh", "-c", script(), "dal-postgres-watchdog", home.toString()))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            String answer = said.readLine();
            if (!"ready".equals(answer)) {
                throw new ClusterException("No directory for the servers at " + home + ": " + answer);
            }
            return new Watchdog(process, home);
        } catch (IOException e) {
            throw new UncheckedIOException("No shell for the watchdog", e);
        }
    }

    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(Watchdog.class.getResourceAsStream("watchdog.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Path home() {
        return home;
    }

    @Override
    public void close() {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write("close\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The watchdog of " + home + " is gone", e);
        }
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new ClusterException("The servers in " + home + " are still being stopped after 60 s");
            }
        } catch (InterruptedException e) {
            // The watchdog goes on by itself.
            Thread.currentThread().interrupt();
        }
    }
}
