package dal.error;

import org.jspecify.annotations.Nullable;

/** The transaction could not be committed since one of its statements had failed, even if the work swallowed that error. The cause is that first error. */
public final class TransactionRolledBackException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public TransactionRolledBackException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.TRANSACTION_ROLLED_BACK, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
