package dal.core.connection;

import dal.error.ErrorContext;
import dal.error.InvalidUseException;

/** Makes the refusals of this package. */
final class InvalidUse {

    private InvalidUse() {}

    static InvalidUseException because(String reason) {
        return new InvalidUseException(reason, ErrorContext.NONE, null);
    }
}
