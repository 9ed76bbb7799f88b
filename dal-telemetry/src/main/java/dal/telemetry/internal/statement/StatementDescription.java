package dal.telemetry.internal.statement;

import org.jspecify.annotations.Nullable;

/**
 * What is told of a statement. Holds no literal and no bind value, and is the same for all tenants.
 *
 * @param operation its command, of a closed list: {@code SELECT}; {@value #OTHER_OPERATION} where the text starts with no command of PostgreSQL's
 * @param collection its table, without schema; null where it has none or several
 * @param schema the schema its tables are named with; null where they are named without, or with several
 * @param summary the command and its tables, few different ones: {@code SELECT orders customers}
 * @param text the statement without literals; null where there is no text
 * @param fingerprint tells the shape of a statement from others: the same for one whose lists of values are longer or shorter, 16 hexadecimal digits
 * @param shape the text with its lists of values collapsed; the summary where there is no text
 */
public record StatementDescription(
        String operation,
        @Nullable String collection,
        @Nullable String schema,
        String summary,
        @Nullable String text,
        String fingerprint,
        String shape) {

    /** What is none of PostgreSQL's commands. */
    public static final String OTHER_OPERATION = "OTHER";

    private static final String BATCH = "BATCH";

    /** Of which nothing is known but its command. */
    static StatementDescription unread(String command, @Nullable String text) {
        return new StatementDescription(command, null, null, command, text, Fingerprints.of(command), command);
    }

    /** A statement that is its command alone. */
    static StatementDescription command(String command) {
        return unread(command, command);
    }

    /** The same executed as a batch, as the conventions name those. One of different commands has none to name. */
    StatementDescription batched(boolean mixed) {
        return new StatementDescription(
                mixed ? BATCH : BATCH + " " + operation,
                collection,
                schema,
                BATCH + " " + summary,
                text,
                Fingerprints.of(BATCH + " " + shape),
                shape);
    }

    /** A batch of nothing that is known. */
    static StatementDescription unknownBatch() {
        return unread(BATCH, null);
    }
}
