package dal.migrations;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a command found or did in one target.
 *
 * @param target where
 * @param state how it ended
 * @param scripts every script after the command, in the order they run; empty where the target could not be asked
 * @param applied what this command ran, in order; a part of {@code scripts}
 * @param faults why it failed, or was not begun; empty where it is done
 * @param warnings what is not wrong for a migration and yet should be looked at, a line each
 * @param attempts how often it was tried: more than once where a lock was not to be had
 * @param took how long it took
 */
public record TargetReport(
        MigrationTarget target,
        State state,
        List<Script> scripts,
        List<Script> applied,
        List<Fault> faults,
        List<String> warnings,
        int attempts,
        Duration took) {

    public TargetReport {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(state, "state");
        scripts = List.copyOf(scripts);
        applied = List.copyOf(applied);
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(took, "took");
        if (faults.isEmpty() != (state == State.DONE)) {
            throw new IllegalArgumentException("A target is done, or there is a reason why it is not");
        }
    }

    /** How a target ended. */
    public enum State {
        /** It is as the command wants it; nothing may have been to do. */
        DONE,
        /** It was begun and failed. */
        FAILED,
        /** It was not begun: the run ended before its turn. */
        NOT_STARTED
    }

    /** A target without warnings, tried once. */
    static TargetReport of(
            MigrationTarget target, List<Script> scripts, List<Script> applied, List<Fault> faults, Duration took) {
        State state = faults.isEmpty() ? State.DONE : State.FAILED;
        return new TargetReport(target, state, scripts, applied, faults, List.of(), 1, took);
    }

    /** A target that nothing was done to, and why. */
    static TargetReport notStarted(MigrationTarget target, Fault reason) {
        return new TargetReport(
                target, State.NOT_STARTED, List.of(), List.of(), List.of(reason), List.of(), 0, Duration.ZERO);
    }

    TargetReport withWarnings(List<String> more) {
        return new TargetReport(target, state, scripts, applied, faults, more, attempts, took);
    }

    public boolean successful() {
        return state == State.DONE;
    }

    /** The scripts that a migration would run, in order: those that have not been run, and repeated ones that have changed since. */
    public List<Script> pending() {
        return scripts.stream()
                .filter(script -> script.state() == Script.State.PENDING)
                .toList();
    }

    /** The version it is at: that of the last script run that has one. */
    public Optional<String> version() {
        return scripts.stream()
                .filter(script -> script.state() == Script.State.APPLIED || script.state() == Script.State.FUTURE)
                .flatMap(script -> Optional.ofNullable(script.version()).stream())
                .reduce((earlier, later) -> later);
    }
}
