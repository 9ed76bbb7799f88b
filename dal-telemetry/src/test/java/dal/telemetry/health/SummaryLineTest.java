package dal.telemetry.health;

import static org.assertj.core.api.Assertions.assertThat;

import dal.status.Alert;
import dal.status.Alert.Severity;
import dal.status.LifecycleState;
import dal.status.ManagerStatus;
import dal.telemetry.CapturedLog;
import dal.telemetry.Executions;
import dal.telemetry.metrics.MeterNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryLineTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SummaryLine summary = new SummaryLine(registry);

    @Test
    void tellsWhatWasDoneSinceTheLineBefore() {
        try (CapturedLog log = new CapturedLog("dal.summary")) {
            operation("none", 10);
            operation("TIMED_OUT", 20);
            summary.write(status());
            operation("none", 4);
            summary.write(status());

            assertThat(log.keyValues(0))
                    .containsEntry("operations", 2L)
                    .containsEntry("failed", 1L)
                    .containsEntry("meanMillis", 15.0)
                    .containsEntry("active", 6)
                    .containsEntry("waiting", 3)
                    .containsEntry("critical", 1L);
            assertThat(log.keyValues(1))
                    .containsEntry("operations", 1L)
                    .containsEntry("failed", 0L)
                    .containsEntry("meanMillis", 4.0);
        }
    }

    private void operation(String error, int millis) {
        registry.timer(MeterNames.OPERATION_DURATION, MeterNames.ERROR_TYPE, error)
                .record(Duration.ofMillis(millis));
    }

    private static ManagerStatus status() {
        return new ManagerStatus(
                LifecycleState.RUNNING,
                3,
                0,
                List.of(Executions.pool(20, 4, 1), Executions.pool(5, 2, 2)),
                List.of(),
                List.of(),
                List.of(new Alert("no_primary", Severity.CRITICAL, "main", "none")));
    }
}
