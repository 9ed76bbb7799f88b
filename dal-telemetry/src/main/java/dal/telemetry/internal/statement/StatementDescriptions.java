package dal.telemetry.internal.statement;

import dal.spi.Execution;
import org.jspecify.annotations.Nullable;

/**
 * Describes statements, and remembers the descriptions of those in recent use. Thread-safe; reading a known one costs one look in a map.
 */
public final class StatementDescriptions {

    /** How much of a statement's text is told. */
    private static final int MAX_TEXT = 8_192;

    /** Longer texts are described anew each time: as keys they would fill the memory, and their execution dwarfs the work. */
    private static final int MAX_KEY = 16_384;

    private static final StatementDescription COMMIT = StatementDescription.command("COMMIT");
    private static final StatementDescription ROLLBACK = StatementDescription.command("ROLLBACK");
    private static final StatementDescription UNKNOWN_BATCH = StatementDescription.unknownBatch();
    private static final StatementDescription UNKNOWN =
            StatementDescription.unread(StatementDescription.OTHER_OPERATION, null);
    private static final StatementDescription TRANSACTION = StatementDescription.unread("TRANSACTION", null);
    private static final StatementDescription CONNECTION = StatementDescription.unread("CONNECTION", null);

    private final RecentlyUsed<StatementDescription> statements;
    private final RecentlyUsed<StatementDescription> batches;

    /**
     * Remembers up to so many.
     *
     * @param capacity how many texts, of statements and of batches each
     */
    public StatementDescriptions(int capacity) {
        this.statements = new RecentlyUsed<>(capacity);
        this.batches = new RecentlyUsed<>(capacity);
    }

    /** Any text of the server's or for it, without literals. */
    public static String withoutLiterals(String text) {
        return SqlSanitiser.sanitise(text, MAX_TEXT);
    }

    /** What is executed. */
    public StatementDescription describe(Execution execution) {
        return switch (execution.kind()) {
            case STATEMENT, RERUN, HEDGE -> describe(execution.sql(), false);
            case BATCH -> describe(execution.sql(), true);
            case CONNECTION -> CONNECTION;
            case TRANSACTION -> TRANSACTION;
            case COMMIT -> COMMIT;
            case ROLLBACK -> ROLLBACK;
        };
    }

    private StatementDescription describe(@Nullable String sql, boolean batch) {
        if (sql == null) {
            return batch ? UNKNOWN_BATCH : UNKNOWN;
        }
        RecentlyUsed<StatementDescription> known = batch ? batches : statements;
        StatementDescription description = known.get(sql);
        if (description == null) {
            description = read(sql, batch);
            if (sql.length() <= MAX_KEY) {
                known.put(sql, description);
            }
        }
        return description;
    }

    private static StatementDescription read(String sql, boolean batch) {
        Commands commands = Summariser.read(sql);
        String text = SqlSanitiser.sanitise(sql, MAX_TEXT);
        String shape = ValueLists.collapse(text);
        StatementDescription statement = new StatementDescription(
                commands.operation(),
                commands.onlyTable(),
                commands.onlySchema(),
                commands.summary(),
                text,
                Fingerprints.of(shape),
                shape);
        return batch ? statement.batched(commands.severalOperations()) : statement;
    }
}
