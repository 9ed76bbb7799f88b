package dal.routing.classification;

import java.util.Locale;
import java.util.Set;

/** What a statement's leading words say: its kind, and whether it controls transactions. */
final class Leading {

    private static final Set<String> TRANSACTION_STARTS =
            Set.of("begin", "commit", "end", "rollback", "abort", "savepoint", "release");

    /** Between CREATE, ALTER or DROP and the kind of object. */
    private static final Set<String> OBJECT_ADJECTIVES = Set.of(
            "or",
            "replace",
            "temp",
            "temporary",
            "unlogged",
            "global",
            "local",
            "unique",
            "recursive",
            "constraint",
            "trusted",
            "procedural");

    private static final Set<String> TWO_WORD_OBJECTS = Set.of("materialized", "foreign", "event", "text", "access");

    private Leading() {}

    /** For people: leading keywords in capitals, {@code WITH ... INSERT} for a query that modifies data on its way. */
    static String kind(Statement statement) {
        int first = ReadProof.firstWord(statement);
        Token start = statement.at(first);
        if (callsByEscape(statement)) {
            return "CALL";
        }
        if (start.kind() != Token.Kind.WORD) {
            return "UNKNOWN";
        }
        return switch (start.text()) {
            case "select", "values", "table" -> query(statement, start.text());
            case "with" -> with(statement, first);
            case "create", "alter", "drop" -> object(statement, first);
            case "copy" -> isCopyFrom(statement) ? "COPY FROM" : "COPY TO";
            case "start", "prepare" ->
                statement.word(first + 1, "transaction") ? pair(statement, first) : upper(start.text());
            case "commit", "rollback" ->
                statement.word(first + 1, "prepared") ? pair(statement, first) : upper(start.text());
            case "set" ->
                statement.word(first + 1, "transaction") || statement.word(first + 1, "constraints")
                        ? pair(statement, first)
                        : "SET";
            case "refresh" -> "REFRESH MATERIALIZED VIEW";
            default -> upper(start.text());
        };
    }

    /** Whether it begins or ends a transaction or a savepoint, or changes the transaction's mode. */
    static boolean controlsTransaction(Statement statement) {
        if (statement.wordOf(0, TRANSACTION_STARTS)) {
            return true;
        }
        if (statement.word(0, "start") || statement.word(0, "prepare")) {
            return statement.word(1, "transaction");
        }
        if (statement.word(0, "reset")) {
            return isTransactionSetting(statement.at(1));
        }
        if (!statement.word(0, "set")) {
            return false;
        }
        if (statement.word(1, "session") && statement.word(2, "characteristics")) {
            return true;
        }
        int name = statement.word(1, "local") || statement.word(1, "session") ? 2 : 1;
        return isTransactionSetting(statement.at(name));
    }

    /** SET TRANSACTION itself, and the settings that mean the same: transaction_isolation, transaction_read_only, transaction_deferrable. Settings' names ignore case. */
    private static boolean isTransactionSetting(Token token) {
        return token.isName()
                && (token.isWord("transaction")
                        || token.text().toLowerCase(Locale.ROOT).startsWith("transaction_"));
    }

    /** JDBC's own form, {@code {call f(?)}} or {@code {? = call f(?)}}. */
    static boolean callsByEscape(Statement statement) {
        return statement.symbol(0, "{")
                && (statement.word(1, "call")
                        || (statement.at(1).kind() == Token.Kind.PARAMETER && statement.word(3, "call")));
    }

    /** COPY t [(columns)] FROM; not COPY (select ... from ...) TO. */
    static boolean isCopyFrom(Statement statement) {
        for (int i = statement.find(0, "from"); i >= 0; i = statement.find(i + 1, "from")) {
            if (statement.depth(i) == 0) {
                return true;
            }
        }
        return false;
    }

    private static String query(Statement statement, String start) {
        String modifier = ReadProof.modifier(statement);
        if (modifier != null) {
            return "WITH ... " + upper(modifier);
        }
        if (statement.has("into")) {
            return "SELECT INTO";
        }
        String lock = ReadProof.rowLock(statement);
        return lock == null ? upper(start) : "SELECT FOR " + lock;
    }

    /** The statement behind the WITH list: the first verb at the list's own depth that is no name of the list. */
    private static String with(Statement statement, int first) {
        for (int i = first + 1; i < statement.size(); i++) {
            if (statement.depth(i) != statement.depth(first) || !statement.symbol(i - 1, ")")) {
                continue;
            }
            switch (statement.at(i).text()) {
                case "insert", "update", "delete", "merge" -> {
                    return upper(statement.at(i).text());
                }
                case "select", "values", "table", "(" -> {
                    return query(statement, "select");
                }
                default -> {}
            }
        }
        return "WITH";
    }

    private static String object(Statement statement, int first) {
        int at = first + 1;
        while (statement.wordOf(at, OBJECT_ADJECTIVES)) {
            at++;
        }
        String verb = upper(statement.at(first).text());
        if (statement.at(at).kind() != Token.Kind.WORD) {
            return verb;
        }
        String object = upper(statement.at(at).text());
        return statement.wordOf(at, TWO_WORD_OBJECTS) && statement.at(at + 1).kind() == Token.Kind.WORD
                ? verb + " " + object + " " + upper(statement.at(at + 1).text())
                : verb + " " + object;
    }

    private static String pair(Statement statement, int first) {
        return upper(statement.at(first).text() + " " + statement.at(first + 1).text());
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
