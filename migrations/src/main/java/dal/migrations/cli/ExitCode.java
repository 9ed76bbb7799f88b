package dal.migrations.cli;

import dal.migrations.MigrationReport;
import dal.migrations.TargetReport;

/** What the process ends with. */
final class ExitCode {

    /** All well. */
    static final int OK = 0;

    /** A target failed. */
    static final int FAILED = 1;

    /** The command or the configuration is wrong, and no database was touched. */
    static final int WRONG = 2;

    /** Targets were not begun, since others failed or a replica stayed behind. */
    static final int ENDED_EARLY = 3;

    private ExitCode() {}

    static int of(MigrationReport report) {
        if (report.successful()) {
            return OK;
        }
        return report.targets().stream().anyMatch(target -> target.state() == TargetReport.State.NOT_STARTED)
                ? ENDED_EARLY
                : FAILED;
    }
}
