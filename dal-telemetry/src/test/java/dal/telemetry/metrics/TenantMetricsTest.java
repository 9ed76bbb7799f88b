package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.telemetry.Executions;
import dal.tenant.TenantId;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TenantMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TenantMetrics tenants = new TenantMetrics(registry, 2);

    @Test
    void hasNoSeriesOfItsOwnForAnybodyBeforeItIsKnownWhoIsBusy() {
        run("a", 3);

        assertThat(series()).isEqualTo(Map.of("_other", 3L));
    }

    @Test
    void givesTheBusiestASeriesEachAndTheOthersOneTogether() {
        run("a", 5);
        run("b", 1);
        run("c", 9);
        tenants.rank();
        List.of("a", "b", "c", "d").forEach(tenant -> run(tenant, 2));

        assertThat(series()).isEqualTo(Map.of("_other", 15L + 4L, "a", 2L, "c", 2L));
    }

    @Test
    void takesTheSeriesOfATenantAwayOnlyForOneThatIsClearlyBusier() {
        run("a", 10);
        run("b", 10);
        tenants.rank();
        run("a", 10);
        run("b", 10);
        run("c", 14);
        tenants.rank();
        run("a", 10);
        run("b", 10);
        assertThat(series()).containsOnlyKeys("_other", "a", "b");

        run("c", 16);
        tenants.rank();
        run("c", 1);
        assertThat(series()).hasSize(3).containsKeys("_other", "c");
    }

    @Test
    void staysSmallHoweverManyTenantsThereAre() {
        for (int round = 0; round < 3; round++) {
            for (int tenant = 0; tenant < 1_000; tenant++) {
                run("t" + tenant, 1 + tenant % 7);
            }
            tenants.rank();
        }

        assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(3);
    }

    private void run(String tenant, int times) {
        for (int i = 0; i < times; i++) {
            tenants.record(Executions.STANDARD, TenantId.of(tenant), 1_000);
        }
    }

    private Map<String, Long> series() {
        Map<String, Long> counts = new TreeMap<>();
        registry.find(MeterNames.TENANT_OPERATIONS)
                .timers()
                .forEach((Timer timer) -> counts.put(timer.getId().getTag(MeterNames.TENANT), timer.count()));
        return counts;
    }
}
