package dal.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dal.cluster.ClusterName;
import dal.migrations.Configurations;
import dal.migrations.Fault;
import dal.migrations.MigrationPlan;
import dal.migrations.MigrationReport;
import dal.migrations.MigrationSettings;
import dal.migrations.MigrationTarget;
import dal.migrations.Script;
import dal.migrations.TargetReport;
import dal.tenant.TenantClassName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/migrations.md says of the command line is what it does. */
final class MigrationGuideTest {

    private static final Path GUIDE = Path.of("docs", "migrations.md");

    private final String guide;

    MigrationGuideTest() throws IOException {
        // The project's root is wherever the tests run, or one above.
        guide = Files.readString(Files.exists(GUIDE) ? GUIDE : Path.of("..").resolve(GUIDE));
    }

    @Test
    void everyKeyOfTheJsonIsNamed() {
        Fault fault = new Fault("no", "try", null, 0, null, null);
        Script script = new Script("1", "shelf", "V1__shelf.sql", Script.State.APPLIED, null, null);
        MigrationTarget where = new MigrationTarget(
                List.of(TenantClassName.of("each")),
                ClusterName.of("main"),
                List.of(Configurations.connection("one", 5432, "shop", "app", "hush")),
                null,
                List.of(),
                null);
        TargetReport target = new TargetReport(
                where,
                TargetReport.State.FAILED,
                List.of(script),
                List.of(),
                List.of(fault),
                List.of(),
                1,
                Duration.ZERO);
        Config json = ConfigFactory.parseString(
                ReportJson.of(new MigrationPlan(List.of(), new MigrationReport(List.of(target)))));
        Config first = json.getConfigList("targets").getFirst();

        assertThat(named("the result"))
                .isEqualTo(json.root().keySet().stream()
                        .flatMap(key -> key.equals("first") ? Stream.of(key, "plan") : Stream.of(key))
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(named("a target"))
                .containsAll(first.root().keySet())
                .containsAll(states(TargetReport.State.values()));
        assertThat(named("a target")).hasSize(first.root().size() + TargetReport.State.values().length);
        assertThat(named("a script"))
                .containsAll(first.getConfigList("scripts").getFirst().root().keySet())
                .containsAll(states(Script.State.values()));
        assertThat(named("a fault"))
                .isEqualTo(first.getConfigList("faults").getFirst().root().keySet());
    }

    @Test
    void everyCommandAndExitCodeIsExplained() {
        Set<String> commands = Migrate.commandLine(
                        file -> {
                            throw new AssertionError();
                        },
                        file -> MigrationSettings.DEFAULT)
                .getSubcommands()
                .keySet();

        assertThat(commands)
                .hasSizeGreaterThan(7)
                .allSatisfy(command -> assertThat(guide).containsPattern("(?m)^\\| .*`" + command + "[ `]"));
        for (int code : new int[] {ExitCode.OK, ExitCode.FAILED, ExitCode.WRONG, ExitCode.ENDED_EARLY}) {
            assertThat(guide).contains("\n| " + code + " | ");
        }
    }

    /** The words in quotes of the table's row that begins so. */
    private Set<String> named(String row) {
        String line = guide.lines()
                .filter(text -> text.startsWith("| " + row + " |"))
                .findFirst()
                .orElseThrow();
        return Pattern.compile("`(\\w+)`")
                .matcher(line)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> states(Enum<?>... states) {
        return Arrays.stream(states)
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
