package dal.error;

import org.jspecify.annotations.Nullable;

/** The tenant catalog says that the tenant is suspended. Nothing was sent. */
public final class TenantSuspendedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public TenantSuspendedException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.TENANT_SUSPENDED, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
