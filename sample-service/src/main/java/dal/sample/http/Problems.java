package dal.sample.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dal.error.CancelledException;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.ConstraintViolatedException;
import dal.error.DatabaseException;
import dal.error.InvalidConfigurationException;
import dal.error.InvalidTokenException;
import dal.error.InvalidUseException;
import dal.error.NoTenantSchemaException;
import dal.error.NodeUnavailableException;
import dal.error.PoolExhaustedException;
import dal.error.SchemaException;
import dal.error.ScopeEndedException;
import dal.error.SerializationFailureException;
import dal.error.ShuttingDownException;
import dal.error.StatementFailedException;
import dal.error.TenantSuspendedException;
import dal.error.TimedOutException;
import dal.error.TransactionRolledBackException;
import dal.error.UnknownTenantException;
import dal.error.WriteOnReadRouteException;
import dal.sample.refusal.RefusedException;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.Locale;

/** Which problem each error is answered with. */
final class Problems {

    private Problems() {}

    static Problem of(Exception error) {
        return switch (error) {
            case RefusedException refused -> Problem.of(status(refused.kind()), refused.code(), message(refused));
            case BadRequestException bad -> Problem.of(HttpStatus.BAD_REQUEST, bad.code(), message(bad));
            case DatabaseException database ->
                Problem.of(
                        status(database),
                        database.code().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        detail(database));
            case JsonProcessingException json -> ofJson(json);
            case HttpResponseException http -> ofStatus(HttpStatus.forStatus(http.getStatus()));
            default -> unexpected();
        };
    }

    private static Problem ofJson(JsonProcessingException json) {
        // A record's own constructor refused its values: the JSON is well-formed, its meaning is not.
        if (json.getCause() instanceof RefusedException refused) {
            return of(refused);
        }
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                "malformed-json",
                "The body is not the JSON that this path takes" + place(json));
    }

    private static String place(JsonProcessingException json) {
        var location = json.getLocation();
        return location == null || location.getLineNr() < 1
                ? "."
                : ": see line " + location.getLineNr() + ", column " + location.getColumnNr() + ".";
    }

    /** What a server answers without asking any path. */
    static Problem ofStatus(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> Problem.of(status, "no-such-path", "There is nothing at this path.");
            case METHOD_NOT_ALLOWED -> Problem.of(status, "method-not-allowed", "This path does not take this method.");
            case CONTENT_TOO_LARGE -> Problem.of(status, "content-too-large", "The body is too large.");
            case SERVICE_UNAVAILABLE -> Problem.of(status, "shutting-down", "This process is shutting down.");
            default ->
                status.isClientError()
                        ? Problem.of(status, "bad-request", "The request is no HTTP that this server takes.")
                        : unexpected();
        };
    }

    static Problem unexpected() {
        return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", "The request failed; the log says why.");
    }

    private static HttpStatus status(RefusedException.Kind kind) {
        return switch (kind) {
            case MISSING -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    }

    private static HttpStatus status(DatabaseException error) {
        return switch (error) {
            case UnknownTenantException e -> HttpStatus.NOT_FOUND;
            case TenantSuspendedException e -> HttpStatus.FORBIDDEN;
            case NoTenantSchemaException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case InvalidTokenException e -> HttpStatus.BAD_REQUEST;
            case ConstraintViolatedException e -> HttpStatus.CONFLICT;
            case TimedOutException e -> HttpStatus.GATEWAY_TIMEOUT;
            case PoolExhaustedException e -> HttpStatus.SERVICE_UNAVAILABLE;
            case NodeUnavailableException e -> HttpStatus.SERVICE_UNAVAILABLE;
            case ConnectionLostException e -> HttpStatus.SERVICE_UNAVAILABLE;
            case SerializationFailureException e -> HttpStatus.SERVICE_UNAVAILABLE;
            case ShuttingDownException e -> HttpStatus.SERVICE_UNAVAILABLE;
            case CancelledException e -> HttpStatus.SERVICE_UNAVAILABLE;
            case CommitOutcomeUnknownException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case TransactionRolledBackException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case StatementFailedException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case WriteOnReadRouteException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case SchemaException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case ScopeEndedException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case InvalidUseException e -> HttpStatus.INTERNAL_SERVER_ERROR;
            case InvalidConfigurationException e -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static String detail(DatabaseException error) {
        return switch (error) {
            case UnknownTenantException e -> "There is no such tenant.";
            case TenantSuspendedException e -> "This tenant is suspended.";
            case NoTenantSchemaException e -> unexpected().detail();
            case InvalidTokenException e -> "The commit token is not one of this service's; send none to start anew.";
            case ConstraintViolatedException e -> "The request contradicts what is stored already.";
            case TimedOutException e -> "The database did not answer in time.";
            case PoolExhaustedException e -> "Every database connection is busy.";
            case NodeUnavailableException e -> "No database server can answer at the moment.";
            case ConnectionLostException e -> "The connection to the database was lost; nothing was changed.";
            case SerializationFailureException e -> "Another request changed the same data; nothing was changed.";
            case ShuttingDownException e -> "This process is shutting down.";
            case CancelledException e -> "The request was cancelled; nothing was changed.";
            case CommitOutcomeUnknownException e ->
                "The connection was lost while committing: the change may or may not have been made; look before you repeat it.";
            case TransactionRolledBackException e -> unexpected().detail();
            case StatementFailedException e -> unexpected().detail();
            case WriteOnReadRouteException e -> unexpected().detail();
            case SchemaException e -> unexpected().detail();
            case ScopeEndedException e -> unexpected().detail();
            case InvalidUseException e -> unexpected().detail();
            case InvalidConfigurationException e -> unexpected().detail();
        };
    }

    private static String message(RuntimeException error) {
        String message = error.getMessage();
        return message == null ? "" : message;
    }
}
