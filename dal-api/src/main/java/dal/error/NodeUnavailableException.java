package dal.error;

import org.jspecify.annotations.Nullable;

/** No node that may answer was found in time: no primary for a write, or nothing at all. Nothing was sent. */
public final class NodeUnavailableException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public NodeUnavailableException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.NODE_UNAVAILABLE, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
