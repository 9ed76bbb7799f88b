package dal.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A constraint refused the change (SQLSTATE class 23): unique, foreign key, not null, check or exclusion. It was rolled back. */
public final class ConstraintViolatedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String constraint;
    private final @Nullable String table;

    public ConstraintViolatedException(
            String message,
            ErrorContext context,
            @Nullable String constraint,
            @Nullable String table,
            @Nullable Throwable cause) {
        super(ErrorCode.CONSTRAINT_VIOLATED, message, context, cause);
        this.constraint = constraint;
        this.table = table;
    }

    /** The constraint's name, where the server named one. */
    public Optional<String> constraint() {
        return Optional.ofNullable(constraint);
    }

    /** The table's name, where the server named one. */
    public Optional<String> table() {
        return Optional.ofNullable(table);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
