package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.status.LifecycleState;
import dal.status.ManagerStatus;
import dal.telemetry.FakeManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagerMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FakeManager manager = new FakeManager(status(LifecycleState.RUNNING, 3, 0));

    @Test
    void showsADrainItsWorkAndWhatIsTurnedAway() {
        new ManagerMetrics(registry, () -> manager);
        assertThat(state("running")).isEqualTo(1);
        assertThat(registry.get(MeterNames.RUNNING).gauge().value()).isEqualTo(3);

        manager.become(status(LifecycleState.DRAINING, 1, 12));

        assertThat(state("running")).isZero();
        assertThat(state("draining")).isEqualTo(1);
        assertThat(registry.get(MeterNames.RUNNING).gauge().value()).isEqualTo(1);
        assertThat(registry.get(MeterNames.REFUSED).functionCounter().count()).isEqualTo(12);
    }

    @Test
    void spoilsNoReadingOfOtherMetersWhileTheManagerCannotTell() {
        new ManagerMetrics(registry, () -> {
            throw new IllegalStateException("closed");
        });

        assertThat(registry.get(MeterNames.REFUSED).functionCounter().count()).isZero();
    }

    private double state(String name) {
        return registry.get(MeterNames.LIFECYCLE_STATE)
                .tag(MeterNames.STATE, name)
                .gauge()
                .value();
    }

    private static ManagerStatus status(LifecycleState state, int running, int refused) {
        return new ManagerStatus(state, running, refused, List.of(), List.of(), List.of(), List.of());
    }
}
