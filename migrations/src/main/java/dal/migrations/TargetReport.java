package dal.migrations;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a command found or did in one target.
 *
 * @param target where
 * @param scripts every script after the command, in the order they run; empty where the target could not be asked
 * @param applied what this command ran, in order; a part of {@code scripts}
 * @param faults why it failed; empty where it did not
 * @param took how long it took
 */
public record TargetReport(
        MigrationTarget target, List<Script> scripts, List<Script> applied, List<Fault> faults, Duration took) {

    public TargetReport {
        Objects.requireNonNull(target, "target");
        scripts = List.copyOf(scripts);
        applied = List.copyOf(applied);
        faults = List.copyOf(faults);
        Objects.requireNonNull(took, "took");
    }

    public boolean successful() {
        return faults.isEmpty();
    }

    /** The version it is at: that of the last script run that has one. */
    public Optional<String> version() {
        return scripts.stream()
                .filter(script -> script.state() == Script.State.APPLIED || script.state() == Script.State.FUTURE)
                .flatMap(script -> Optional.ofNullable(script.version()).stream())
                .reduce((earlier, later) -> later);
    }
}
