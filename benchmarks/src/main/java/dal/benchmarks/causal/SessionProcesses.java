package dal.benchmarks.causal;

import dal.benchmarks.process.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The processes that the sessions live in, and the post between them. */
final class SessionProcesses implements AutoCloseable {

    private static final int PROCESSES = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Member> members = new ArrayList<>();

    private SessionProcesses() {}

    /** Starts them; they begin to read and write when each has found the cluster. */
    static SessionProcesses start(Map<String, String> environment) throws InterruptedException {
        SessionProcesses processes = new SessionProcesses();
        int each = Ledger.SESSIONS / PROCESSES;
        try {
            for (int i = 0; i < PROCESSES; i++) {
                processes.members.add(new Member(i * each, (i + 1) * each, environment));
            }
            for (Member member : processes.members) {
                Thread.ofPlatform().daemon().start(() -> processes.carry(member));
            }
            for (Member member : processes.members) {
                await(member.ready);
            }
            return processes;
        } catch (RuntimeException | InterruptedException e) {
            processes.close();
            throw e;
        }
    }

    /** Lets every session finish what it is at; what came of all of them. */
    Totals stop() throws InterruptedException {
        members.forEach(member -> member.tell(SessionProcess.STOP));
        Totals sum = Totals.NONE;
        for (Member member : members) {
            sum = sum.plus(await(member.totals));
        }
        return sum;
    }

    private void carry(Member from) {
        try (BufferedReader said = from.process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.equals(SessionProcess.READY)) {
                    from.ready.complete(true);
                } else if (line.startsWith(SessionProcess.GIVE)) {
                    Handed handed = Handed.parse(line.substring(SessionProcess.GIVE.length()));
                    members.stream()
                            .filter(member -> member.has(handed.to()))
                            .forEach(member -> member.tell(SessionProcess.TAKE + handed.line()));
                } else if (line.startsWith(SessionProcess.TOTALS)) {
                    from.totals.complete(Totals.parse(line.substring(SessionProcess.TOTALS.length())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            IllegalStateException silent = new IllegalStateException("A process of sessions ended before its time");
            from.ready.completeExceptionally(silent);
            from.totals.completeExceptionally(silent);
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The sessions cannot be measured", e);
        }
    }

    @Override
    public void close() {
        for (Member member : members) {
            member.process.destroyForcibly();
        }
    }

    private static final class Member {

        private final int first;
        private final int end;
        private final Process process;
        private final PrintStream in;
        private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
        private final CompletableFuture<Totals> totals = new CompletableFuture<>();

        Member(int first, int end, Map<String, String> environment) {
            this.first = first;
            this.end = end;
            ProcessBuilder builder = Processes.of(
                            SessionProcess.class, List.of(Integer.toString(first), Integer.toString(end)))
                    .redirectError(Redirect.INHERIT);
            builder.environment().putAll(environment);
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException("No process for sessions", e);
            }
            in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        boolean has(int session) {
            return session >= first && session < end;
        }

        void tell(String line) {
            in.println(line);
        }
    }
}
