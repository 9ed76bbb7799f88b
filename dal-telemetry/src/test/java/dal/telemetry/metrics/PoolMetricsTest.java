package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.status.PoolStatus;
import dal.telemetry.Executions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
                .hasSize(4)
                .allSatisfy(meter -> assertThat(meter.getId().getTag(MeterNames.POOL_PURPOSE))
                        .isEqualTo("primary"));

        metrics.closed(Executions.pool(PoolPurpose.PRIMARY));
        metrics.closed(Executions.pool(PoolPurpose.PRIMARY));
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void showsTheNewPoolWhereOneIsOpenedAnewUnderItsName() {
        metrics.opened(Executions.pool(PoolPurpose.REPLICA), status::get);
        metrics.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(5, 5, 0));

        assertThat(registry.getMeters()).hasSize(4);
        assertThat(connections(MeterNames.USED)).isEqualTo(5);
    }

    private double connections(String state) {
        return registry.get(MeterNames.CONNECTION_COUNT)
                .tag(MeterNames.CONNECTION_STATE, state)
                .gauge()
                .value();
    }
}
