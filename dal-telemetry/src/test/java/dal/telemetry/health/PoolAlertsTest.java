package dal.telemetry.health;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.status.Alert;
import dal.telemetry.Executions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolAlertsTest {

    private final PoolAlerts alerts = new PoolAlerts();

    @ParameterizedTest
    @CsvSource({"20, 15, ", "20, 16, WARNING", "20, 17, WARNING", "20, 18, CRITICAL", "20, 20, CRITICAL", "0, 0, "})
    void firesOneAlertOfUtilisationByHowFullAPoolIs(int max, int active, Alert.Severity severity) {
        alerts.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(max, active, 0));

        if (severity == null) {
            assertThat(alerts.alerts()).isEmpty();
        } else {
            assertThat(alerts.alerts()).hasSize(1).first().satisfies(alert -> {
                assertThat(alert.name()).isEqualTo(PoolAlerts.UTILISATION);
                assertThat(alert.severity()).isEqualTo(severity);
                assertThat(alert.subject()).isEqualTo("standard/main/replica-1/replica");
                assertThat(alert.message()).contains(active + " of " + max);
            });
        }
    }

    @Test
    void warnsOfCallsThatWait() {
        alerts.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(20, 2, 7));

        assertThat(alerts.alerts()).hasSize(1).first().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo(PoolAlerts.WAITERS);
            assertThat(alert.severity()).isEqualTo(Alert.Severity.WARNING);
            assertThat(alert.message()).startsWith("7 calls wait");
        });
    }

    @Test
    void forgetsAClosedPool() {
        alerts.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(20, 20, 7));
        alerts.closed(Executions.pool(PoolPurpose.REPLICA));

        assertThat(alerts.alerts()).isEmpty();
    }
}
