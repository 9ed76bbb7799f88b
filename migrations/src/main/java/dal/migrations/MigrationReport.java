package dal.migrations;

import java.util.List;

/**
 * What a command found or did.
 *
 * @param targets by target, in the order they were worked on
 */
public record MigrationReport(List<TargetReport> targets) {

    public MigrationReport {
        targets = List.copyOf(targets);
    }

    /** Whether no target failed. */
    public boolean successful() {
        return targets.stream().allMatch(TargetReport::successful);
    }

    /**
     * This report, if no target failed.
     *
     * @throws MigrationFailedException naming every fault otherwise
     */
    public MigrationReport orThrow() {
        if (!successful()) {
            throw new MigrationFailedException(this);
        }
        return this;
    }
}
