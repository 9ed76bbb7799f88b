package dal.core.failure;

import java.sql.SQLException;

/**
 * What is kept of an error of the driver or the server: its SQLSTATE, vendor code and where it was raised. Not its message, since the server's messages and
 * details quote values.
 */
final class SanitisedSqlException extends SQLException {

    private static final long serialVersionUID = 1L;

    private SanitisedSqlException(SQLException original, String state) {
        super("SQLSTATE " + state, state, original.getErrorCode());
        setStackTrace(original.getStackTrace());
    }

    static SanitisedSqlException of(SQLException original) {
        String state = original.getSQLState();
        return new SanitisedSqlException(original, state == null ? "unknown" : state);
    }
}
