package dal.routing.classification;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a statement only reads, or knows that it writes, or neither.
 *
 * <p>The proof goes by exclusion: it starts like a query, holds no word that modifies data, locks rows or creates a table, and everything that could be a
 * function's call is syntax or a built-in that changes nothing. It cannot see what a name stands for in the user's own catalog: a view over a function that writes, a
 * function in the notation of a column ({@code t.f}), a built-in's name overloaded for a type of the user's own, a cast or an operator of the user's own.
 * Those are caught where the read runs: the server refuses writes there.
 */
final class ReadProof {

    private static final Set<String> QUERY_STARTS = Set.of("select", "with", "values", "table");
    private static final Set<String> MODIFIERS = Set.of("insert", "update", "delete", "merge");

    /** What a statement writes by its first word alone. */
    private static final Set<String> WRITE_STARTS = Set.of(
            "insert",
            "update",
            "delete",
            "merge",
            "truncate",
            "create",
            "alter",
            "drop",
            "comment",
            "security",
            "grant",
            "revoke",
            "reassign",
            "import",
            "refresh",
            "vacuum",
            "analyze",
            "analyse",
            "reindex",
            "cluster",
            "checkpoint",
            "lock",
            "notify",
            "call",
            "do");

    private ReadProof() {}

    /** Whether the statement is a query in form: it may still hold anything. */
    static boolean isQuery(Statement statement) {
        return statement.wordOf(firstWord(statement), QUERY_STARTS);
    }

    /** Where the first token behind opening brackets stands. */
    static int firstWord(Statement statement) {
        int first = 0;
        while (statement.symbol(first, "(")) {
            first++;
        }
        return first;
    }

    /** Whether it is proved to read only. */
    static boolean provesRead(Statement statement) {
        if (!statement.balanced() || !isQuery(statement) || statement.has("into") || rowLock(statement) != null) {
            return false;
        }
        for (int i = 0; i < statement.size(); i++) {
            if (statement.wordOf(i, MODIFIERS)) {
                return false;
            }
            if (statement.symbol(i, "(") && Call.before(statement, i) != Call.HARMLESS) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is known to write, whoever wrote it. */
    static boolean knowsWrite(Statement statement) {
        int first = firstWord(statement);
        if (statement.wordOf(first, WRITE_STARTS) || Leading.callsByEscape(statement)) {
            return true;
        }
        if (statement.word(first, "copy")) {
            return Leading.isCopyFrom(statement) || modifiesInside(statement);
        }
        if (statement.word(first, "explain")) {
            return (statement.has("analyze") || statement.has("analyse")) && modifiesExplained(statement);
        }
        return isQuery(statement)
                && (statement.has("into")
                        || rowLock(statement) != null
                        || modifiesInside(statement)
                        || callsWriter(statement));
    }

    /** {@code UPDATE}, {@code NO KEY UPDATE}, {@code SHARE} or {@code KEY SHARE}, where rows are locked; null where none are. */
    static @Nullable String rowLock(Statement statement) {
        for (int i = statement.find(0, "for"); i >= 0; i = statement.find(i + 1, "for")) {
            if (statement.word(i + 1, "update")) {
                return "UPDATE";
            }
            if (statement.word(i + 1, "share")) {
                return "SHARE";
            }
            if (statement.word(i + 1, "no") && statement.word(i + 2, "key") && statement.word(i + 3, "update")) {
                return "NO KEY UPDATE";
            }
            if (statement.word(i + 1, "key") && statement.word(i + 2, "share")) {
                return "KEY SHARE";
            }
        }
        return null;
    }

    /** The word that modifies data in a WITH list, in brackets, or behind a WITH list; null where none does. */
    static @Nullable String modifier(Statement statement) {
        for (int i = 0; i < statement.size(); i++) {
            if (statement.wordOf(i, MODIFIERS) && startsStatement(statement, i) && followsAsTarget(statement, i)) {
                return statement.at(i).text();
            }
        }
        return null;
    }

    private static boolean modifiesInside(Statement statement) {
        return modifier(statement) != null;
    }

    private static boolean modifiesExplained(Statement statement) {
        for (int i = 1; i < statement.size(); i++) {
            if (statement.wordOf(i, MODIFIERS) && followsAsTarget(statement, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsStatement(Statement statement, int index) {
        return statement.symbol(index - 1, "(") || statement.symbol(index - 1, ")");
    }

    /** Tells the statement from a column or a table that bears the word as its name. */
    private static boolean followsAsTarget(Statement statement, int index) {
        return switch (statement.at(index).text()) {
            case "insert", "merge" -> statement.word(index + 1, "into");
            case "delete" -> statement.word(index + 1, "from");
            default -> statement.at(index + 1).isName() && statement.find(index, "set") > 0;
        };
    }

    private static boolean callsWriter(Statement statement) {
        for (int i = 0; i < statement.size(); i++) {
            if (statement.symbol(i, "(") && Call.before(statement, i) == Call.WRITES) {
                return true;
            }
        }
        return false;
    }
}
