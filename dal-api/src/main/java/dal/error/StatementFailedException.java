package dal.error;

import org.jspecify.annotations.Nullable;

/** The server refused the statement for a reason that has no type of its own; {@link #sqlState()} tells which. */
public final class StatementFailedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public StatementFailedException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.STATEMENT_FAILED, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
