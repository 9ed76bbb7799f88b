package dal.migrations;

import java.util.Objects;
import java.util.stream.Collectors;

/** A target could not be migrated, or is not as its scripts say. The message has a line for each fault; the errors behind them are suppressed ones. */
public final class MigrationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient MigrationReport report;

    MigrationFailedException(MigrationReport report) {
        super(report.targets().stream()
                .flatMap(target ->
                        target.faults().stream().map(fault -> target.target().label() + ": " + fault.message()))
                .collect(Collectors.joining("\n")));
        this.report = report;
        report.targets().stream()
                .flatMap(target -> target.faults().stream())
                .map(Fault::cause)
                .filter(Objects::nonNull)
                .forEach(this::addSuppressed);
    }

    /** What happened to each target, the successful ones included. */
    public MigrationReport report() {
        return report;
    }
}
