package dal.error;

import dal.cluster.ClusterName;
import org.jspecify.annotations.Nullable;

/** A commit token is not one, or belongs to another cluster. */
public final class InvalidTokenException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    private InvalidTokenException(String message, @Nullable Throwable cause) {
        super(ErrorCode.INVALID_TOKEN, message, ErrorContext.NONE, cause);
    }

    /** The text is none. It is not repeated here, since it came from outside. */
    public static InvalidTokenException malformed(@Nullable Throwable cause) {
        return new InvalidTokenException(
                "The text is not a commit token; pass on what CommitToken.toString() gave, unchanged", cause);
    }

    /** The token is of another cluster than the tenant's. */
    public static InvalidTokenException foreign(ClusterName token, ClusterName expected) {
        return new InvalidTokenException(
                "The commit token is of cluster '" + token + "', but the tenant lives on cluster '" + expected
                        + "': positions of different clusters cannot be compared",
                null);
    }

    /** The tenant moved to another cluster while a session of it was open, whose token is of the one before. */
    public static InvalidTokenException moved(ClusterName token, ClusterName now) {
        return new InvalidTokenException(
                "The tenant moved from cluster '" + token + "' to '" + now
                        + "' while this session was open, and what the"
                        + " session has seen cannot be told there: begin a new session",
                null);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
