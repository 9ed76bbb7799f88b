package dal.migrations;

import java.util.List;

/**
 * What a migration would do, and in which order.
 *
 * @param first the targets that go first, each alone; a failure there leaves all others untouched
 * @param report every target, in the order they are begun after those, with what is pending in each
 */
public record MigrationPlan(List<MigrationTarget> first, MigrationReport report) {

    public MigrationPlan {
        first = List.copyOf(first);
    }
}
