package dal.routing.classification;

import java.util.Set;

/** Tells whether a statement leaves something on its connection that outlives its transaction: a setting, a prepared statement, a lock, a temporary table. */
final class SessionState {

    private static final Set<String> STARTS =
            Set.of("reset", "discard", "listen", "unlisten", "prepare", "deallocate", "load", "do");

    private static final Set<String> TEMPORARY = Set.of("temp", "temporary");

    /** Locks that the session holds until it lets them go, and connections that dblink keeps. */
    private static final Set<String> FUNCTIONS = Set.of(
            "set_config",
            "setseed",
            "pg_advisory_lock",
            "pg_advisory_lock_shared",
            "pg_try_advisory_lock",
            "pg_try_advisory_lock_shared",
            "dblink_connect",
            "dblink_connect_u");

    private SessionState() {}

    static boolean changedBy(Statement statement) {
        int first = ReadProof.firstWord(statement);
        if (statement.word(first, "set")) {
            return !statement.word(first + 1, "local") && !statement.word(first + 1, "constraints");
        }
        if (statement.wordOf(first, STARTS)) {
            return true;
        }
        if (statement.word(first, "declare")) {
            return holdsCursor(statement);
        }
        return makesTemporaryTable(statement, first) || callsOne(statement) || updatesSettings(statement);
    }

    /** An UPDATE of {@code pg_settings}, which its rule turns into a SET of the session. */
    private static boolean updatesSettings(Statement statement) {
        for (int i = statement.find(0, "update"); i >= 0 && i < statement.size(); i++) {
            if (statement.at(i).isName() && statement.at(i).text().equals("pg_settings")) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsCursor(Statement statement) {
        int with = statement.find(0, "with");
        return with >= 0 && statement.word(with + 1, "hold");
    }

    /** CREATE [LOCAL | GLOBAL] TEMP ..., and SELECT ... INTO TEMP. */
    private static boolean makesTemporaryTable(Statement statement, int first) {
        if (statement.word(first, "create")) {
            int at = statement.word(first + 1, "local") || statement.word(first + 1, "global") ? first + 2 : first + 1;
            return statement.wordOf(at, TEMPORARY);
        }
        int into = statement.find(0, "into");
        return into >= 0 && statement.wordOf(into + 1, TEMPORARY);
    }

    /** A function by its name, wherever it lives. {@code set_config} with a literal {@code true} ends with the transaction. */
    private static boolean callsOne(Statement statement) {
        for (int i = 0; i < statement.size(); i++) {
            Token name = statement.at(i - 1);
            if (statement.symbol(i, "(") && name.isName() && FUNCTIONS.contains(name.text())) {
                boolean local = name.text().equals("set_config")
                        && statement.word(statement.match(i) - 1, "true")
                        && statement.symbol(statement.match(i) - 2, ",");
                if (!local) {
                    return true;
                }
            }
        }
        return false;
    }
}
