package dal.migrations;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A target that something is to be done about.
 *
 * @param target which
 * @param primary where it is
 * @param scripts its scripts
 * @param known what its history says, where that is plain
 */
record Step(
        MigrationTarget target,
        Primary primary,
        ScriptSet scripts,
        @Nullable Known known) {

    Step {
        Objects.requireNonNull(target, "target");
    }
}
