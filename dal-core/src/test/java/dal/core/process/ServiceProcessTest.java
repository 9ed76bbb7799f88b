package dal.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, and real signals. */
class ServiceProcessTest {

    /** What a process said after it was ready, and its exit status. */
    private record End(List<String> said, int status) {}

    /** What to do to a process that is ready. */
    private interface Blow {
        void strike(Process process, BufferedReader said) throws IOException, InterruptedException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void aSignalShutsDownAndEndsTheProcessWithZero(String signal) throws Exception {
        assertThat(end((process, said) -> send(signal, process))).isEqualTo(new End(List.of("shutdown", "closed"), 0));
    }

    @Test
    void asSoonAsSomethingIsCutShortItsStatusSaysSo() throws Exception {
        assertThat(end((process, said) -> send("TERM", process), "cut").status())
                .isEqualTo(ServiceProcess.CUT_SHORT);
    }

    @Test
    void aShutdownThatFailsStillClosesTheRest() throws Exception {
        End end = end((process, said) -> send("TERM", process), "fails");
        assertThat(end.said()).startsWith("shutdown").contains("closed");
        assertThat(end.status()).isEqualTo(ServiceProcess.CUT_SHORT);
    }

    @Test
    void furtherSignalsChangeNothing() throws Exception {
        End end = end(
                (process, said) -> {
                    send("TERM", process);
                    while (!"draining".equals(said.readLine())) {
                        assertThat(process.isAlive()).isTrue();
                    }
                    send("TERM", process);
                    send("INT", process);
                    process.getOutputStream().close();
                },
                "slow");
        assertThat(end).isEqualTo(new End(List.of("closed"), 0));
    }

    @Test
    void anExitKeepsItsStatus() throws Exception {
        assertThat(end((process, said) -> {}, "exits")).isEqualTo(new End(List.of("shutdown", "closed"), 5));
    }

    @Test
    void anUncaughtExceptionIsLoggedAndTheProcessGoesOn() throws Exception {
        End end = end((process, said) -> {}, "throws");
        assertThat(end.said()).anyMatch(line -> line.contains("uncaught exception") && line.contains("dying"));
        assertThat(end.said()).containsSubsequence("went on", "shutdown", "closed");
        assertThat(end.status()).isZero();
    }

    @Test
    void anUncaughtExceptionEndsTheProcessInOrderWhereThatIsTheWish() throws Exception {
        End end = end((process, said) -> {}, "throws", "fragile");
        assertThat(end.said()).anyMatch(line -> line.contains("uncaught exception"));
        assertThat(end.said()).containsSubsequence("shutdown", "closed");
        assertThat(end.status()).isEqualTo(ServiceProcess.UNCAUGHT);
    }

    private static End end(Blow blow, String... ways) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EndingProcess.class.getName()));
        command.addAll(List.of(ways));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader console = process.inputReader(StandardCharsets.UTF_8)) {
            while (!"ready".equals(console.readLine())) {
                assertThat(process.isAlive()).isTrue();
            }
            blow.strike(process, console);
            List<String> said = new ArrayList<>();
            for (String line = console.readLine(); line != null; line = console.readLine()) {
                if (!line.contains(" INFO ")) {
                    said.add(line);
                }
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new End(said, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void send(String signal, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
