package dal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
