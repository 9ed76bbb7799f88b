package dal.error;

import org.jspecify.annotations.Nullable;

/** The call was interrupted or cancelled, by the caller, by a shutdown or by an operator. Its effect was rolled back. */
public final class CancelledException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public CancelledException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.CANCELLED, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
