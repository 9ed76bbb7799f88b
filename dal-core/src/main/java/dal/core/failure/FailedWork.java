package dal.core.failure;

import dal.error.ErrorContext;
import java.util.Objects;

/**
 * What was under way when something failed.
 *
 * @param what in words, for the message: {@code "the statement"}
 * @param context whom and what it concerns
 * @param stage how far it had come
 * @param readRoute whether it ran where writes are refused
 * @param cancelled whether this library had asked the server to cancel it
 */
public record FailedWork(String what, ErrorContext context, Stage stage, boolean readRoute, boolean cancelled) {

    public FailedWork {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(stage, "stage");
    }

    /** How far work had come. */
    public enum Stage {
        /** Nothing that could take effect had been sent, or it is part of a transaction that was not committed. */
        UNCOMMITTED,
        /** A COMMIT had been sent, alone or behind an autocommit write. */
        COMMIT_SENT
    }
}
