package dal.error;

import org.jspecify.annotations.Nullable;

/** The manager is draining or closed and takes no new work. Nothing was sent. */
public final class ShuttingDownException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ShuttingDownException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.SHUTTING_DOWN, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
