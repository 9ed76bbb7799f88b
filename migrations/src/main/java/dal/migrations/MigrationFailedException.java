package dal.migrations;

import dal.error.SchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A target could not be migrated, or is not as its scripts say. The message has a line for each fault, ten at most, those that failed before those that were not
 * begun, and no values of rows. The errors behind them, whose texts may quote scripts and rows, are in the report alone ({@link Fault#cause}): a log that shows
 * this error does not show those.
 */
public final class MigrationFailedException extends SchemaException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_NAMED = 10;

    private final transient MigrationReport report;

    MigrationFailedException(MigrationReport report) {
        super(message(report));
        this.report = report;
    }

    /** What happened to each target, the successful ones included. */
    public MigrationReport report() {
        return report;
    }

    private static String message(MigrationReport report) {
        List<String> lines = new ArrayList<>();
        for (TargetReport.State state : List.of(TargetReport.State.FAILED, TargetReport.State.NOT_STARTED)) {
            report.targets().stream()
                    .filter(target -> target.state() == state)
                    .flatMap(target -> target.faults().stream()
                            .map(fault -> target.target().label() + ": " + fault.message()))
                    .forEach(lines::add);
        }
        int more = lines.size() - MOST_NAMED;
        return lines.stream().limit(MOST_NAMED).collect(Collectors.joining("\n"))
                + (more > 0 ? "\nand " + more + " more" : "");
    }
}
