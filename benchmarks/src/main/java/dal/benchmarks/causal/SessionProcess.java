package dal.benchmarks.causal;

import dal.benchmarks.layer.Layer;
import dal.benchmarks.load.Load;
import dal.benchmarks.result.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A JVM of some sessions, configured by its environment. It says {@code GIVE} with a token for another process, hears {@code TAKE} with one, and at {@code STOP}, or when
 * nobody speaks to it any more, ends with its {@code TOTALS}: a line each, on standard output and input.
 */
public final class SessionProcess {

    static final String READY = "READY";
    static final String GIVE = "GIVE ";
    static final String TAKE = "TAKE ";
    static final String STOP = "STOP";
    static final String TOTALS = "TOTALS ";

    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

    private SessionProcess() {}

    /**
     * Runs until told to stop.
     *
     * @param arguments the number of the first session, and of the first one past the last
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int first = Integer.parseInt(arguments[0]);
        int end = Integer.parseInt(arguments[1]);
        Progress.say("sessions %d to %d", first, end - 1);
        Tally tally = new Tally();
        Exchange exchange = new Exchange(handed -> say(GIVE + handed.line()));
        CountDownLatch stop = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> listen(exchange, stop));
        try (Layer layer = Layer.configuredBy(System.getenv())) {
            List<CheckedSession> sessions = new ArrayList<>();
            for (int number = first; number < end; number++) {
                int partner = (number + Ledger.SESSIONS / 2) % Ledger.SESSIONS;
                sessions.add(new CheckedSession(
                        number, partner, layer.databases(), layer.answers(), exchange, tally, WRITE_EVERY));
            }
            say(READY);
            Load load = Load.of(sessions.size(), i -> sessions.get(i).turn());
            stop.await();
            load.stop();
            say(TOTALS
                    + tally.totals(
                                    layer.answers().fromReplicas(),
                                    layer.answers().fromOthers())
                            .line());
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void listen(Exchange exchange, CountDownLatch stop) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && !line.equals(STOP); line = in.readLine()) {
                if (line.startsWith(TAKE)) {
                    exchange.arrive(Handed.parse(line.substring(TAKE.length())));
                }
            }
        } catch (IOException e) {
            // Whoever spoke to us is gone.
        } finally {
            stop.countDown();
        }
    }
}
