package dal.telemetry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.status.Alert;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.telemetry.Executions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolAlertsTest {

    private final PoolAlerts alerts = new PoolAlerts(AlertConfig.DEFAULT);

    @ParameterizedTest
    @CsvSource({"20, 15, ", "20, 16, WARNING", "20, 17, WARNING", "20, 18, CRITICAL", "20, 20, CRITICAL", "0, 0, "})
    void firesOneAlertOfUtilisationByHowFullAPoolIs(int max, int active, Alert.@Nullable Severity severity) {
        alerts.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(max, active, 0));

        if (severity == null) {
            assertThat(now(null)).isEmpty();
        } else {
            assertThat(now(null)).hasSize(1).first().satisfies(alert -> {
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

        assertThat(now(null)).hasSize(1).first().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo(PoolAlerts.WAITERS);
            assertThat(alert.severity()).isEqualTo(Alert.Severity.WARNING);
            assertThat(alert.message()).startsWith("7 calls wait");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "WARNING, 74, ",
        "WARNING, 75, WARNING",
        "WARNING, 89, WARNING",
        "WARNING, 90, CRITICAL",
        "CRITICAL, 85, CRITICAL",
        "CRITICAL, 84, WARNING",
        "CRITICAL, 74, ",
        ", 79, ",
    })
    void leavesASeverityOnlyByAMargin(Alert.@Nullable Severity before, int active, Alert.@Nullable Severity after) {
        alerts.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(100, active, 0));

        assertThat(now(before)).extracting(Alert::severity).isEqualTo(after == null ? List.of() : List.of(after));
    }

    @Test
    void tellsOfTheBudgetForReadsThatNoReplicaCouldAnswerByItsOwnName() {
        PoolName fallback = Executions.pool(PoolPurpose.FALLBACK);
        alerts.opened(fallback, () -> new PoolStatus(fallback, 5, 5, 5, 0, 0));

        assertThat(now(null)).extracting(Alert::name).containsExactly(PoolAlerts.FALLBACK_BUDGET);
    }

    private List<Alert> now(Alert.@Nullable Severity before) {
        return alerts.conditions((name, subject) -> before).stream()
                .map(Condition::alert)
                .toList();
    }

    @Test
    void forgetsAClosedPool() {
        alerts.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(20, 20, 7));
        alerts.closed(Executions.pool(PoolPurpose.REPLICA));

        assertThat(now(null)).isEmpty();
    }
}
