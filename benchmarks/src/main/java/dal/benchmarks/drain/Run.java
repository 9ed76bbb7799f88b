package dal.benchmarks.drain;

import dal.benchmarks.layer.Layer;
import dal.benchmarks.process.Processes;
import dal.error.ErrorCode;
import dal.testing.cluster.PostgresNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One process that is told to end at some moment, and what was found afterwards.
 *
 * @param accepted pieces of work
 * @param failed of those, cut short or refused, and said to be
 * @param lost of those, neither finished nor reported, or reported otherwise than they ended
 * @param backendsLeft sessions it left behind on the server
 * @param took from the signal to the end
 */
record Run(int accepted, long failed, long lost, int backendsLeft, Duration took) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A server notices the end of a connection on its own time. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    /** Whether it ended later than a second after its deadline. */
    boolean late() {
        return took.compareTo(DrainProcess.DEADLINE.plusSeconds(1)) > 0;
    }

    /**
     * Starts one and ends it.
     *
     * @param name of its work and its sessions, unlike all others'
     * @param moment when the signal comes, once its clients are at work
     */
    static Run of(PostgresNode server, String name, Duration moment, String... arguments)
            throws IOException, InterruptedException, SQLException {
        Process process = start(server, name, arguments);
        try (BufferedReader console = process.inputReader(StandardCharsets.US_ASCII)) {
            Ledger ledger = new Ledger();
            CompletableFuture<Void> ready = new CompletableFuture<>();
            Thread reading = Thread.ofPlatform().start(() -> follow(console, ledger, ready));
            try {
                ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("A process did not start", e);
            }
            Thread.sleep(moment);
            long signalled = System.nanoTime();
            // SIGTERM.
            boolean sent = process.toHandle().destroy();
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Duration took = Duration.ofNanos(System.nanoTime() - signalled);
            if (!sent || !ended) {
                throw new IllegalStateException("A process did not end");
            }
            reading.join();
            int left = backendsLeft(server, name);
            long failed = ledger.failed(ErrorCode.CANCELLED)
                    + ledger.failed(ErrorCode.SHUTTING_DOWN)
                    + ledger.failed(ErrorCode.CONNECTION_LOST)
                    + ledger.failed(ErrorCode.COMMIT_OUTCOME_UNKNOWN);
            return new Run(ledger.accepted(), failed, ledger.lost(rows(server, name)), left, took);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void follow(BufferedReader console, Ledger ledger, CompletableFuture<Void> ready) {
        try {
            for (String line = next(console); line != null; line = next(console)) {
                ledger.read(line);
                if (line.startsWith(Console.DONE)) {
                    ready.complete(null);
                }
            }
        } finally {
            ready.completeExceptionally(new IllegalStateException("It ended before its first work was done"));
        }
    }

    private static @Nullable String next(BufferedReader console) {
        try {
            return console.readLine();
        } catch (IOException e) {
            // The process is gone.
            return null;
        }
    }

    private static Process start(PostgresNode server, String name, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of(arguments));
        ProcessBuilder builder = Processes.brief(DrainProcess.class, all).redirectError(Redirect.DISCARD);
        Map<String, String> environment = new HashMap<>(Layer.environment(server, server.port(), List.of()));
        environment.put("PG_APP_NAME", name);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static int backendsLeft(PostgresNode server, String name) throws SQLException, InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        while (true) {
            int left = Integer.parseInt(
                    column(server, "select count(*) from pg_stat_activity where application_name like ?", name + "/%")
                            .iterator()
                            .next());
            if (left == 0 || System.nanoTime() - end > 0) {
                return left;
            }
            Thread.sleep(10);
        }
    }

    private static Set<String> rows(PostgresNode server, String name) throws SQLException {
        return column(server, "select name from work where name like ?", "w" + name + "-%");
    }

    private static Set<String> column(PostgresNode server, String sql, String bind) throws SQLException {
        try (Connection connection = server.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, bind);
            try (ResultSet row = statement.executeQuery()) {
                Set<String> values = new HashSet<>();
                while (row.next()) {
                    values.add(row.getString(1));
                }
                return values;
            }
        }
    }
}
