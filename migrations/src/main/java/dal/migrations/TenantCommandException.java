package dal.migrations;

import dal.error.SchemaException;

/** A tenant could not be added, listed, suspended or dropped. The message says what was attempted and why it was refused, without values of rows. */
public final class TenantCommandException extends SchemaException {

    private static final long serialVersionUID = 1L;

    TenantCommandException(String message) {
        super(message);
    }
}
