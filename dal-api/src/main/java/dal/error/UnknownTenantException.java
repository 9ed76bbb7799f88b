package dal.error;

import org.jspecify.annotations.Nullable;

/** The tenant catalog knows no such tenant. Nothing was sent. */
public final class UnknownTenantException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public UnknownTenantException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.UNKNOWN_TENANT, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
