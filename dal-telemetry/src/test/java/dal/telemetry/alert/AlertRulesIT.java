package dal.telemetry.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that are shipped, checked by Prometheus' own tool. */
class AlertRulesIT {

    private static final String RULES = "prometheus-alerts.yml";
    private static final String TESTS = "prometheus-alerts-test.yml";

    @TempDir
    private Path directory;

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(
                isInstalled("promtool"),
                "promtool is not installed here, so the alert rules are not tried (Debian: apt-get install prometheus)");
        for (String file : new String[] {RULES, TESTS}) {
            try (InputStream from =
                    Objects.requireNonNull(AlertRulesIT.class.getResourceAsStream("/dal/telemetry/" + file), file)) {
                Files.copy(from, directory.resolve(file));
            }
        }
    }

    @Test
    void areUnderstoodByPrometheus() throws Exception {
        assertThat(promtool("check", "rules", RULES)).contains("SUCCESS");
    }

    @Test
    void fireWhenTheyAreMeantToAndNotBefore() throws Exception {
        assertThat(promtool("test", "rules", TESTS)).contains("SUCCESS").doesNotContain("FAILED");
    }

    @Test
    void areAllTried() throws IOException {
        String tests = Files.readString(directory.resolve(TESTS));
        Stream<String> alerts = Files.readString(directory.resolve(RULES))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("- alert: "))
                .map(line -> line.substring("- alert: ".length()));

        assertThat(alerts)
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(tests).contains("alertname: " + alert + "\n        exp_alerts:"));
    }

    private String promtool(String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder tool = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        int code = tool.start().waitFor();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(code).as(said).isZero();
        return said;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
