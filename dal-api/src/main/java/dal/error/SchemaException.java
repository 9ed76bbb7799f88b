package dal.error;

/**
 * A schema is not, or could not be made, what a service needs it to be: the root of the errors of migrations, which are told apart where migrations are. No
 * statement of a service meets one.
 */
public abstract non-sealed class SchemaException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    protected SchemaException(String message) {
        super(ErrorCode.SCHEMA, message, ErrorContext.NONE, null);
    }

    @Override
    public final boolean retryable() {
        return false;
    }
}
