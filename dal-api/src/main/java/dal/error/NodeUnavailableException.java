package dal.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No node that may answer was found in time: no primary for a write, or nothing at all. Nothing was sent. */
public final class NodeUnavailableException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public NodeUnavailableException(String message, ErrorContext context, @Nullable Throwable cause) {
        this(message, context, cause, null);
    }

    /** @param retryAfter when the node is asked again, where nothing before that can change its answer; null if that is not known */
    public NodeUnavailableException(
            String message, ErrorContext context, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(ErrorCode.NODE_UNAVAILABLE, message, context, cause);
        this.retryAfter = retryAfter;
    }

    /** When trying again has a prospect, where that is known: a node that refuses to log in is asked again then, and not before. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
