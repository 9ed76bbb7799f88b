package dal.error;

import org.jspecify.annotations.Nullable;

/** No connection became free in time. The message names the pool and its limit; nothing was sent. */
public final class PoolExhaustedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public PoolExhaustedException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.POOL_EXHAUSTED, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
