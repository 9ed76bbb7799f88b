package dal.error;

import org.jspecify.annotations.Nullable;

/** Something given out by a transaction or a read was used after it ended: a cursor, a stream, its DSLContext, a record stored with it. Nothing was sent. */
public final class ScopeEndedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ScopeEndedException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.SCOPE_ENDED, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
