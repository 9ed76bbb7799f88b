package dal.error;

import org.jspecify.annotations.Nullable;

/** The tenant's own schema does not exist in its database, or cannot. The statement was not executed. */
public final class NoTenantSchemaException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public NoTenantSchemaException(String message, ErrorContext context, @Nullable Throwable cause) {
        super(ErrorCode.NO_TENANT_SCHEMA, message, context, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
