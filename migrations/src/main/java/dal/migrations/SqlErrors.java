package dal.migrations;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What may be shown of the server's errors: the message and the hint, but not the detail, which quotes rows. */
final class SqlErrors {

    private SqlErrors() {}

    /** The message in one line with its SQLSTATE. */
    static String line(SQLException error) {
        ServerErrorMessage server = serverMessage(error);
        String text = server != null && server.getMessage() != null ? server.getMessage() : firstLine(error);
        String hint = server != null && server.getHint() != null ? ". Hint: " + server.getHint() : "";
        String state = error.getSQLState() == null ? "" : " (SQLSTATE " + error.getSQLState() + ")";
        return text.replaceAll("\\s*\\R\\s*", " ") + state + hint.replaceAll("\\s*\\R\\s*", " ");
    }

    /** How many lines of the statement come before the place the server complains of. */
    static int linesBefore(SQLException error, String statement) {
        ServerErrorMessage server = serverMessage(error);
        int position = server == null ? 0 : server.getPosition();
        if (position < 1) {
            return 0;
        }
        // The server counts characters, Java counts surrogates twice.
        int index = statement.offsetByCodePoints(
                0, Math.min(position - 1, statement.codePointCount(0, statement.length())));
        return (int) statement
                .substring(0, index)
                .chars()
                .filter(character -> character == '\n')
                .count();
    }

    static String firstLine(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? error.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }

    static <T extends Throwable> @Nullable T find(Class<T> type, Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static @Nullable ServerErrorMessage serverMessage(SQLException error) {
        PSQLException driver = find(PSQLException.class, error);
        return driver == null ? null : driver.getServerErrorMessage();
    }
}
