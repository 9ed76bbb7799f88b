package dal.error;

/** The stable name of each kind of error, for logs, metrics and callers that switch. A name, once released, never changes its meaning. */
public enum ErrorCode {
    CONNECTION_LOST,
    POOL_EXHAUSTED,
    TIMED_OUT,
    CANCELLED,
    SERIALIZATION_FAILURE,
    CONSTRAINT_VIOLATED,
    WRITE_ON_READ_ROUTE,
    UNKNOWN_TENANT,
    TENANT_SUSPENDED,
    NO_TENANT_SCHEMA,
    NODE_UNAVAILABLE,
    SHUTTING_DOWN,
    SCOPE_ENDED,
    COMMIT_OUTCOME_UNKNOWN,
    TRANSACTION_ROLLED_BACK,
    STATEMENT_FAILED,
    INVALID_TOKEN,
    INVALID_USE,
    INVALID_CONFIGURATION,
    SCHEMA
}
