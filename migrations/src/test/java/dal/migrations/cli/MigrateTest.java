package dal.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.error.InvalidConfigurationException;
import dal.migrations.Configurations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrateTest {

    @Test
    void helpTeachesCommandsOptionsAndExitCodes() {
        Terminal terminal = Terminal.run(MigrateTest::config, "--help");

        assertThat(terminal.code()).isZero();
        assertThat(terminal.out())
                .contains("migrate  ", "info  ", "validate  ", "--scripts", "--schema", "--config", "--verbose")
                .contains("DATABASE_URL_DIRECT", "Exit codes:", "Examples:");
        assertThat(terminal.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command :
                List.of("migrate", "plan", "info", "validate", "baseline", "repair", "new", "tenant", "completion")) {
            Terminal terminal = Terminal.run(MigrateTest::config, command, "--help");
            assertThat(terminal.code()).isZero();
            assertThat(terminal.out()).contains("Usage: migrate " + command, "--scripts");
        }
    }

    @Test
    void theCompletionScriptKnowsEveryCommand() {
        Terminal terminal = Terminal.run(MigrateTest::config, "completion");

        assertThat(terminal.code()).isZero();
        assertThat(terminal.out()).contains("#!/usr/bin/env bash", "tenant", "suspend", "--canary-target");
    }

    @Test
    void aSizeThatIsNoneIsExitCodeTwo() {
        assertThat(Terminal.run(MigrateTest::config, "migrate", "--max-replica-lag", "much")
                        .code())
                .isEqualTo(2);
        assertThat(Terminal.run(MigrateTest::config, "migrate", "--parallel", "0")
                        .err())
                .contains("parallel takes 1 to 64");
    }

    @Test
    void whatCannotBeIsExitCodeTwoBeforeAnyDatabaseIsAsked() {
        assertThat(Terminal.run(MigrateTest::config, "baseline", "--version", "first"))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(2);
                    assertThat(refused.err()).contains("not 'first'");
                });
        assertThat(Terminal.run(MigrateTest::config, "tenant", "list")).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("dal.tenants.table");
        });
        assertThat(Terminal.run(MigrateTest::config, "tenant", "add", "acme", "--class", "each", "--weight", "1001"))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(2);
                    assertThat(refused.err()).contains("1 to 1000");
                });
    }

    @Test
    void aPoolerIsExitCodeTwoWithTheReason() {
        Terminal terminal = Terminal.run(
                file -> DataAccessConfigReader.fromEnvironment(
                        Map.of("DATABASE_URL", "postgresql://app:hush@127.0.0.1:1/shop?pgbouncer=true")),
                "migrate");

        assertThat(terminal.code()).isEqualTo(2);
        assertThat(terminal.err())
                .contains("127.0.0.1:1 is a pooler", "DATABASE_URL_DIRECT")
                .doesNotContain("hush");
    }

    @Test
    void aServerThatIsNotThereIsExitCodeOne(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("V1__shelf.sql"), "select 1");

        Terminal terminal = Terminal.run(MigrateTest::config, "info", "--scripts", "filesystem:" + directory);

        assertThat(terminal.code()).isEqualTo(1);
        assertThat(terminal.err())
                .contains("No primary found", "/shop as app", "08001")
                .doesNotContain("hush");
    }

    @Test
    void aWrongCommandLineIsOneLineAndExitCodeTwo() {
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of("mgirate"),
                List.of("info", "--no-such-option"),
                List.of("info", "-p", "x"))) {
            Terminal terminal = Terminal.run(MigrateTest::config, arguments.toArray(String[]::new));

            assertThat(terminal.code()).as("%s", arguments).isEqualTo(2);
            assertThat(terminal.err().lines()).as("%s", arguments).hasSize(1);
            assertThat(terminal.err()).startsWith("error: ").contains("--help");
        }
    }

    @Test
    void aWrongConfigurationIsExitCodeTwoWithoutAStackTrace() {
        Terminal terminal = Terminal.run(
                file -> {
                    throw new InvalidConfigurationException(List.of("DATABASE_URL: it is not set"));
                },
                "info");

        assertThat(terminal.code()).isEqualTo(2);
        assertThat(terminal.err()).contains("DATABASE_URL: it is not set").doesNotContain("\tat ");
    }

    @Test
    void verboseShowsTheStackTrace() {
        for (List<String> arguments :
                List.of(List.of("-v", "info"), List.of("info", "-v"), List.of("info", "--verbose"))) {
            Terminal terminal = Terminal.run(
                    file -> {
                        throw new InvalidConfigurationException(List.of("DATABASE_URL: it is not set"));
                    },
                    arguments.toArray(String[]::new));

            assertThat(terminal.err()).as("%s", arguments).contains("\tat ");
        }
    }

    @Test
    void aPlaceWithoutScriptsIsExitCodeTwo() {
        Terminal terminal = Terminal.run(MigrateTest::config, "migrate", "--scripts", "classpath:no/such/folder");

        assertThat(terminal.code()).isEqualTo(2);
        assertThat(terminal.err()).contains("no/such/folder");
    }

    @Test
    void readsTheFileThatIsNamed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("service.conf"), """
                dal.clusters.main.url = "postgresql://app:hush@127.0.0.1:1/shop"
                """);

        assertThat(Terminal.run(ConfigurationFiles::read, "info", "-s", "filesystem:" + directory, "-c", file + ".no"))
                .satisfies(missing -> {
                    assertThat(missing.code()).isEqualTo(2);
                    assertThat(missing.err()).contains("service.conf.no", "no such file");
                });
        Files.writeString(file, "dal { password = \"hush");
        assertThat(Terminal.run(ConfigurationFiles::read, "info", "-c", file.toString()))
                .satisfies(broken -> {
                    assertThat(broken.code()).isEqualTo(2);
                    assertThat(broken.err()).contains("service.conf").doesNotContain("hush");
                });
    }

    private static DataAccessConfig config(@Nullable Path file) {
        return Configurations.single(Configurations.connection("127.0.0.1", 1, "shop", "app", "hush"));
    }
}
