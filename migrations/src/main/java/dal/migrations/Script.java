package dal.migrations;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One script and what became of it in a target.
 *
 * @param version for example {@code 1.2}; null for one that is repeated whenever it changes
 * @param description from its name
 * @param file its name without folders
 * @param state what became of it
 * @param installedOn when it was run; null if it was not
 * @param took how long that took; null if it was not run
 */
public record Script(
        @Nullable String version,
        String description,
        String file,
        State state,
        @Nullable Instant installedOn,
        @Nullable Duration took) {

    public Script {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(state, "state");
    }

    /** What became of a script. */
    public enum State {
        /** Not run yet. */
        PENDING,
        /** Run. */
        APPLIED,
        /** A run of a script that has changed since; the same script is there once more, as {@link #PENDING}. */
        OUTDATED,
        /** Run, and it failed without being rolled back. */
        FAILED,
        /** Run, and the script is there no more. */
        MISSING,
        /** Run by a newer version of the application. */
        FUTURE,
        /** Not run, though a script of a later version was: a migration refuses such a schema. */
        OVERTAKEN,
        /** Not to be run: the database began at a later version. */
        SKIPPED
    }
}
