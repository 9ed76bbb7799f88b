package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.error.PoolExhaustedException.Reason;
import dal.spi.PoolListener.Removal;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.telemetry.Executions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class PoolMetricsTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PoolMetrics metrics = new PoolMetrics(registry);
    private final AtomicReference<PoolStatus> status = new AtomicReference<>(Executions.pool(20, 4, 1));

    @Test
    void showsAPoolAsItIsNow() {
        metrics.opened(Executions.pool(PoolPurpose.REPLICA), status::get);
        status.set(Executions.pool(20, 17, 3));

        assertThat(connections(MeterNames.USED)).isEqualTo(17);
        assertThat(connections(MeterNames.IDLE)).isEqualTo(1);
        assertThat(registry.get(MeterNames.CONNECTION_MAX).gauge().value()).isEqualTo(20);
        assertThat(registry.get(MeterNames.CONNECTION_PENDING).gauge().value()).isEqualTo(3);
        assertThat(registry.scrape())
                .contains("db_client_connection_count{", "dal_pool_purpose=\"replica\"")
                .contains("db_client_connection_pool_name=\"standard/main/replica-1/replica\"")
                .contains("db_client_connection_state=\"used\"} 17.0");
    }

    @Test
    void takesTheGaugesOfAClosedPoolAway() {
        metrics.opened(Executions.pool(PoolPurpose.REPLICA), status::get);
        metrics.opened(Executions.pool(PoolPurpose.PRIMARY), status::get);

        metrics.closed(Executions.pool(PoolPurpose.REPLICA));
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTag(MeterNames.POOL_PURPOSE))
                        .isEqualTo("primary"));

        metrics.closed(Executions.pool(PoolPurpose.PRIMARY));
        metrics.closed(Executions.pool(PoolPurpose.PRIMARY));
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void showsTheNewPoolWhereOneIsOpenedAnewUnderItsName() {
        metrics.opened(Executions.pool(PoolPurpose.REPLICA), status::get);
        int meters = registry.getMeters().size();
        metrics.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(5, 5, 0));

        assertThat(registry.getMeters()).hasSize(meters);
        assertThat(connections(MeterNames.USED)).isEqualTo(5);
    }

    @Test
    void measuresWhatHappensToConnections() {
        PoolName pool = Executions.pool(PoolPurpose.REPLICA);
        metrics.opened(pool, status::get);
        metrics.connected(pool, Duration.ofMillis(3));
        metrics.acquired(pool, 40_000);
        metrics.released(pool, 2_000_000);
        metrics.released(pool, 4_000_000);
        metrics.refused(pool, Reason.WAITED_TOO_LONG);
        metrics.refused(pool, Reason.SHED);
        metrics.removed(pool, Removal.AGED);
        metrics.connectFailed(pool, "53300");
        metrics.connectFailed(pool, "53400");
        metrics.connectFailed(pool, null);

        assertThat(registry.get(MeterNames.CONNECTION_CREATE).timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        assertThat(registry.get(MeterNames.CONNECTION_WAIT).timer().totalTime(TimeUnit.MICROSECONDS))
                .isEqualTo(40);
        assertThat(registry.get(MeterNames.CONNECTION_USE).timer().count()).isEqualTo(2);
        assertThat(count(MeterNames.CONNECTION_TIMEOUTS)).isEqualTo(1);
        assertThat(count(MeterNames.ADMISSION_REFUSALS, "dal.reason", "shed")).isEqualTo(1);
        assertThat(count(MeterNames.ADMISSION_REFUSALS, "dal.reason", "waited_too_long"))
                .isEqualTo(1);
        assertThat(count(MeterNames.ADMISSION_REFUSALS, "dal.reason", "held_by_caller"))
                .isZero();
        assertThat(count(MeterNames.CONNECTION_REMOVED, "dal.reason", "aged")).isEqualTo(1);
        assertThat(count(MeterNames.CONNECTION_FAILURES, "dal.sqlstate.class", "53"))
                .isEqualTo(2);
        assertThat(count(MeterNames.CONNECTION_FAILURES, "dal.sqlstate.class", "none"))
                .isEqualTo(1);
    }

    @Test
    void makesNoMeterOfWhatHappensAfterAPoolWasClosed() {
        PoolName pool = Executions.pool(PoolPurpose.REPLICA);
        metrics.opened(pool, status::get);
        metrics.closed(pool);
        metrics.removed(pool, Removal.POOL);
        metrics.connectFailed(pool, "08006");

        assertThat(registry.getMeters()).isEmpty();
    }

    private double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    private double connections(String state) {
        return registry.get(MeterNames.CONNECTION_COUNT)
                .tag(MeterNames.CONNECTION_STATE, state)
                .gauge()
                .value();
    }
}
