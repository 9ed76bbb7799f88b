package dal.telemetry.internal.statement;

import org.jspecify.annotations.Nullable;

/**
 * What is told of a statement. Holds no literal and no bind value, and is the same for all tenants.
 *
 * @param operation its command, of a closed list: {@code SELECT}; {@value #OTHER_OPERATION} where the text starts with no command of PostgreSQL's
 * @param collection its table, without schema; null where it has none or several
 * @param summary the command and its tables, few different ones: {@code SELECT orders customers}
 * @param text the statement without literals; null where there is no text
 */
public record StatementDescription(
        String operation,
        @Nullable String collection,
        String summary,
        @Nullable String text) {

    /** What is none of PostgreSQL's commands. */
    public static final String OTHER_OPERATION = "OTHER";

    private static final String BATCH = "BATCH";

    /** A statement that is its command alone. */
    static StatementDescription command(String command) {
        return new StatementDescription(command, null, command, command);
    }

    /** The same executed as a batch, as the conventions name those. */
    StatementDescription batched() {
        return new StatementDescription(BATCH + " " + operation, collection, BATCH + " " + summary, text);
    }

    /** A batch of nothing that is known. */
    static StatementDescription unknownBatch() {
        return new StatementDescription(BATCH, null, BATCH, null);
    }
}
