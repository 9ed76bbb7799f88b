package dal.error;

import org.jspecify.annotations.Nullable;

/** A statement that writes was given to a read route, and was refused by the client or by the server. Nothing took effect. */
public final class WriteOnReadRouteException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public WriteOnReadRouteException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.WRITE_ON_READ_ROUTE, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
