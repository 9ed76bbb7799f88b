package dal.error;

import org.jspecify.annotations.Nullable;

/** The transaction met another one (SQLSTATE 40001 or 40P01) and was rolled back by the server. */
public final class SerializationFailureException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public SerializationFailureException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.SERIALIZATION_FAILURE, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
