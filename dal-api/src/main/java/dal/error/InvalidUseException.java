package dal.error;

import org.jspecify.annotations.Nullable;

/** The library was asked for something it cannot do safely. The message says what to do instead; nothing was sent. */
public final class InvalidUseException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public InvalidUseException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.INVALID_USE, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
