package dal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dal.telemetry.alert.AlertConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TelemetryConfigTest {

    @Test
    void hasTheseDefaults() {
        assertThat(TelemetryConfig.DEFAULT)
                .isEqualTo(new TelemetryConfig(
                        false,
                        false,
                        Duration.ofSeconds(10),
                        2_000,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        false));
    }

    @Test
    void looksEachSecondAndSumsUpEachMinuteByDefault() {
        AlertConfig alerts =
                new AlertConfig(80, 90, 5, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(2));
        assertThat(MonitoringConfig.DEFAULT)
                .isEqualTo(new MonitoringConfig(alerts, Duration.ofSeconds(1), Duration.ofSeconds(60), 0));
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TelemetryConfig(
                        false, false, Duration.ofSeconds(-1), 2_000, Duration.ZERO, Duration.ZERO, false))
                .withMessageContaining("slow-query-log-interval");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new TelemetryConfig(false, false, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO, false))
                .withMessageContaining("remembered-statements");
    }
}
