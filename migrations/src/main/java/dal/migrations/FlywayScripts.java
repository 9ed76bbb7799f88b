package dal.migrations;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.MigrateOutput;
import org.jspecify.annotations.Nullable;

/** Flyway's view of the scripts in our terms. */
final class FlywayScripts {

    private FlywayScripts() {}

    static List<Script> of(MigrationInfoService info) {
        return Arrays.stream(info.all())
                // Flyway notes in its history that it created the schema.
                .filter(entry -> entry.getType() != CoreMigrationType.SCHEMA)
                .map(FlywayScripts::script)
                .toList();
    }

    /** Those of the scripts that a run names. */
    static List<Script> among(List<Script> scripts, List<MigrateOutput> applied) {
        return applied.stream().flatMap(output -> newest(scripts, output)).toList();
    }

    /** Those that have been run since, by whomever: two runs at once cannot be told apart here. */
    static List<Script> newlyRun(List<Script> before, List<Script> after) {
        return after.stream()
                .filter(script -> script.installedOn() != null && !before.contains(script))
                .toList();
    }

    /** A repeatable script appears once for each time it was run. */
    private static Stream<Script> newest(List<Script> scripts, MigrateOutput output) {
        String version = output.version == null || output.version.isEmpty() ? null : output.version;
        return scripts.stream()
                .filter(script -> Objects.equals(script.version(), version)
                        && script.description().equals(output.description)
                        && script.installedOn() != null)
                .reduce((earlier, later) -> later)
                .stream();
    }

    private static Script script(MigrationInfo info) {
        return new Script(
                version(info.getVersion()),
                info.getDescription(),
                fileName(info.getScript()),
                state(info.getState()),
                info.getInstalledOn() == null ? null : info.getInstalledOn().toInstant(),
                info.getExecutionTime() == null ? null : Duration.ofMillis(info.getExecutionTime()));
    }

    static String fileName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static @Nullable String version(@Nullable MigrationVersion version) {
        return version == null ? null : version.getVersion();
    }

    private static Script.State state(MigrationState state) {
        return switch (state) {
            case PENDING -> Script.State.PENDING;
            case SUCCESS, OUT_OF_ORDER, BASELINE, SUPERSEDED -> Script.State.APPLIED;
            case OUTDATED -> Script.State.OUTDATED;
            case FAILED, MISSING_FAILED, FUTURE_FAILED -> Script.State.FAILED;
            case MISSING_SUCCESS -> Script.State.MISSING;
            case FUTURE_SUCCESS -> Script.State.FUTURE;
            case IGNORED -> Script.State.OVERTAKEN;
            case ABOVE_TARGET, BELOW_BASELINE, BASELINE_IGNORED, UNDONE, AVAILABLE, DELETED -> Script.State.SKIPPED;
        };
    }
}
