package dal.migrations;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a target failed.
 *
 * @param message one line: what went wrong, with script, line and SQLSTATE where there are such
 * @param advice what to do about it, one line
 * @param script the script's file; null where it is not about one
 * @param line the line in the script, from 1; 0 where unknown
 * @param sqlState the server's or driver's code; null where neither spoke
 * @param cause the error itself, whose text may quote the script and its values; null where a check found the fault
 */
public record Fault(
        String message,
        String advice,
        @Nullable String script,
        int line,
        @Nullable String sqlState,
        @Nullable Throwable cause) {

    public Fault {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(advice, "advice");
    }
}
