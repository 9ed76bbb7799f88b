package dal.testing.cluster.internal.embedded;

import dal.testing.cluster.ClusterException;
import dal.testing.cluster.internal.Endpoint;
import dal.testing.cluster.internal.Polling;
import dal.testing.cluster.internal.Server;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A postmaster, a child process of this JVM, and the data directory it serves. */
final class EmbeddedServer implements Server {
    private static final int LAST_WORDS = 2_000;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration REAP_LIMIT = Duration.ofSeconds(2);

    private final String name;
    private final Endpoint endpoint;
    private final Path data;
    private final List<String> command;
    private @Nullable Process postmaster;

    EmbeddedServer(String name, Endpoint endpoint, Path data, List<String> command) {
        this.name = name;
        this.endpoint = endpoint;
        this.data = data;
        this.command = command;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public Endpoint peerEndpoint() {
        return endpoint;
    }

    Path data() {
        return data;
    }

    @Override
    public synchronized boolean isAlive() {
        return postmaster != null && postmaster.isAlive();
    }

    @Override
    public synchronized void start() {
        try {
            postmaster = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(logFile().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
    }

    @Override
    public synchronized void stop() {
        signal("INT", List.of(running().toHandle()));
        try {
            if (!running().waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ClusterException(name + " has not stopped within " + STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while " + name + " was stopping", e);
        }
    }

    @Override
    public synchronized void kill() {
        Process process = running();
        // Halted, it can start no process that we would miss.
        signal("STOP", List.of(process.toHandle()));
        List<ProcessHandle> children = process.children().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Polling.await(STOP_LIMIT, () -> !process.isAlive(), () -> name + " has not died");
        awaitReaped(children);
    }

    @Override
    public synchronized void freeze() {
        Process process = running();
        signal("STOP", List.of(process.toHandle()));
        signal("STOP", process.children().toList());
    }

    @Override
    public synchronized void unfreeze() {
        Process process = running();
        signal(
                "CONT",
                Stream.concat(process.children(), Stream.of(process.toHandle())).toList());
    }

    @Override
    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastWords() {
        String said = log();
        return said.substring(Math.max(0, said.length() - LAST_WORDS));
    }

    private Path logFile() {
        return data.resolveSibling(name + ".log");
    }

    private Process running() {
        if (postmaster == null || !postmaster.isAlive()) {
            throw new ClusterException(name + " is not running; it last said:\n" + lastWords());
        }
        return postmaster;
    }

    /** A machine whose first process does not collect orphans keeps dead children as entries without a socket or memory. */
    private static void awaitReaped(List<ProcessHandle> children) {
        long start = System.nanoTime();
        Polling.await(
                STOP_LIMIT,
                () -> children.stream().noneMatch(ProcessHandle::isAlive)
                        || System.nanoTime() - start > REAP_LIMIT.toNanos(),
                () -> "The children have not died");
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        Command.succeeds(command);
    }
}
