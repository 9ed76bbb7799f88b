package dal.error;

import org.jspecify.annotations.Nullable;

/** The connection broke, or a cancel was under way, after a COMMIT or an autocommit write had been sent: it may or may not have taken effect. Never retried by the
 * library; the caller has to look. */
public final class CommitOutcomeUnknownException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public CommitOutcomeUnknownException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.COMMIT_OUTCOME_UNKNOWN, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
