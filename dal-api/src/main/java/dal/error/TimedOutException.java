package dal.error;

import org.jspecify.annotations.Nullable;

/** A statement, transaction or client timeout passed. On a transaction or a read nothing took effect. */
public final class TimedOutException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public TimedOutException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.TIMED_OUT, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
