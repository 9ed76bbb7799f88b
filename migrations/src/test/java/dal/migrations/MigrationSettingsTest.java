package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dal.migrations.MigrationSettings.AtStart;
import dal.migrations.MigrationSettings.ClassSettings;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MigrationSettingsTest {

    @Test
    void eachChangeKeepsTheOthers() {
        ClassSettings shared = new ClassSettings(List.of(), List.of(), List.of("public.country"));
        MigrationSettings changed = MigrationSettings.DEFAULT
                .withParallel(8)
                .withCanary(false, "acme")
                .withFailureBudget(3)
                .withLocks(List.of(Duration.ofSeconds(1)), Duration.ofMinutes(1))
                .withReplicaLag(64, Duration.ofMinutes(2))
                .withAtStart(AtStart.REFUSE)
                .withClass(TenantClassName.of("basic"), ClassSettings.DEFAULT)
                .withClass(TenantClassName.of("premium"), shared);

        assertThat(changed)
                .isEqualTo(new MigrationSettings(
                        8,
                        false,
                        "acme",
                        3,
                        List.of(Duration.ofSeconds(1)),
                        Duration.ofMinutes(1),
                        64,
                        Duration.ofMinutes(2),
                        AtStart.REFUSE,
                        Map.of(
                                TenantClassName.of("basic"),
                                ClassSettings.DEFAULT,
                                TenantClassName.of("premium"),
                                shared)));
    }
}
