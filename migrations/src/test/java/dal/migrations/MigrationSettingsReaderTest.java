package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import dal.error.InvalidConfigurationException;
import dal.migrations.MigrationSettings.AtStart;
import dal.migrations.MigrationSettings.ClassSettings;
import dal.tenant.TenantClassName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MigrationSettingsReaderTest {

    @Test
    void theDefaultsArePinned() {
        assertThat(read("other = 1"))
                .isEqualTo(new MigrationSettings(
                        4,
                        true,
                        null,
                        10,
                        List.of(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(30)),
                        Duration.ofMinutes(10),
                        268_435_456,
                        Duration.ofMinutes(10),
                        AtStart.NOTHING,
                        Map.of()));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(read("""
                dal.migrations {
                  parallel = 8, canary = false, canary-target = acme, failure-budget = 3
                  lock-timeouts = [1s, 5s], lock-wait = 1m
                  max-replica-lag = 64MiB, replica-lag-wait = 2m
                  at-start = refuse
                  classes.premium { scripts = ["classpath:a"], extra-scripts = ["classpath:b"], without-policy = [public.c] }
                }
                """))
                .isEqualTo(new MigrationSettings(
                        8,
                        false,
                        "acme",
                        3,
                        List.of(Duration.ofSeconds(1), Duration.ofSeconds(5)),
                        Duration.ofMinutes(1),
                        67_108_864,
                        Duration.ofMinutes(2),
                        AtStart.REFUSE,
                        Map.of(
                                TenantClassName.of("premium"),
                                new ClassSettings(
                                        List.of("classpath:a"), List.of("classpath:b"), List.of("public.c")))));
    }

    @Test
    void everyFaultIsListedAtOnce() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> read("""
                        dal.migrations { paralel = 8, canary = maybe, at-start = never, lock-wait = soon, classes.x.script = 1 }
                        """))
                .satisfies(error -> assertThat(error.faults()).hasSize(5))
                .withMessageContainingAll(
                        "dal.migrations.paralel: unknown key",
                        "dal.migrations.canary",
                        "expected nothing, warn, refuse or migrate, not 'never'",
                        "dal.migrations.lock-wait",
                        "script: unknown key");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> read("dal.migrations { parallel = 0, failure-budget = -1, lock-timeouts = [] }"))
                .satisfies(error -> assertThat(error.faults()).hasSize(3));
    }

    @Test
    void theGuideHasEveryKey() throws IOException {
        Path guide = Path.of("docs", "migrations.md");
        String text =
                Files.readString(Files.exists(guide) ? guide : Path.of("..").resolve(guide));

        for (String key : MigrationSettingsReader.KEYS) {
            assertThat(text).containsPattern("(?m)^\\| .*`" + key + "[`.]");
        }
        for (String key : MigrationSettingsReader.CLASS_KEYS) {
            assertThat(text).contains("| `classes.NAME." + key + "` |");
        }
    }

    private static MigrationSettings read(String text) {
        return MigrationSettingsReader.read(ConfigFactory.parseString(text));
    }
}
