package dal.error;

import org.jspecify.annotations.Nullable;

/** The connection broke, or could not be made, before anything could have taken effect: a read, a transaction before its COMMIT was sent, or a statement that
 * never left. */
public final class ConnectionLostException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ConnectionLostException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.CONNECTION_LOST, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
