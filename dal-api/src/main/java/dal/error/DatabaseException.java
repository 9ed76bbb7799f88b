package dal.error;

import dal.cluster.NodeName;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * The root of every error of this library. It is a {@link DataAccessException}, so code that catches jOOQ's errors catches these.
 *
 * <p>Messages hold no bind value and no secret. Where the server raised the error, the cause is an {@link java.sql.SQLException} with its SQLSTATE and
 * stack trace, without the server's message, since that may quote values.
 */
public abstract sealed class DatabaseException extends DataAccessException
        permits CancelledException,
                CommitOutcomeUnknownException,
                ConnectionLostException,
                ConstraintViolatedException,
                InvalidConfigurationException,
                InvalidTokenException,
                InvalidUseException,
                NodeUnavailableException,
                NoTenantSchemaException,
                PoolExhaustedException,
                SchemaException,
                ScopeEndedException,
                SerializationFailureException,
                ShuttingDownException,
                StatementFailedException,
                TimedOutException,
                TransactionRolledBackException,
                TenantSuspendedException,
                UnknownTenantException,
                WriteOnReadRouteException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient ErrorContext context;

    DatabaseException(ErrorCode code, String message, ErrorContext context, @Nullable Throwable cause) {
        super(message + context.suffix(), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.context = context;
    }

    /** What kind of error this is. */
    public final ErrorCode code() {
        return code;
    }

    /** Whether the same call may succeed if it is made again, and repeating it is safe: nothing of the failed attempt took effect. */
    public abstract boolean retryable();

    /** The tenant it concerns, where one was known. */
    public final Optional<TenantId> tenant() {
        return Optional.ofNullable(context().tenant());
    }

    /** The tenant class it concerns, where one was known. */
    public final Optional<TenantClassName> tenantClass() {
        return Optional.ofNullable(context().tenantClass());
    }

    /** The node it happened on, where one was chosen. */
    public final Optional<NodeName> node() {
        return Optional.ofNullable(context().node());
    }

    /** The route it happened on: the role the node was used in. */
    public final Optional<dal.cluster.Role> role() {
        return Optional.ofNullable(context().role());
    }

    /** Which of the statements that were sent together failed, counted from 1; empty where it was not one of several, or it is not known which. */
    public final OptionalInt statement() {
        int number = context().statement();
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private ErrorContext context() {
        // Null only after Java serialisation, which carries the message alone.
        return context == null ? ErrorContext.NONE : context;
    }
}
