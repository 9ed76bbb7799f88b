package dal.telemetry.internal.statement;

import java.util.Set;

/** PostgreSQL's commands: what an operation may be called, so that no text of a user's becomes a metric label. */
final class PostgresCommands {

    private static final Set<String> COMMANDS = Set.of(
            "ABORT",
            "ALTER",
            "ANALYZE",
            "BEGIN",
            "CALL",
            "CHECKPOINT",
            "CLOSE",
            "CLUSTER",
            "COMMENT",
            "COMMIT",
            "COPY",
            "CREATE",
            "DEALLOCATE",
            "DECLARE",
            "DISCARD",
            "DO",
            "DROP",
            "END",
            "EXECUTE",
            "EXPLAIN",
            "FETCH",
            "GRANT",
            "IMPORT",
            "LISTEN",
            "LOAD",
            "LOCK",
            "MOVE",
            "NOTIFY",
            "PREPARE",
            "REASSIGN",
            "REFRESH",
            "REINDEX",
            "RELEASE",
            "RESET",
            "REVOKE",
            "ROLLBACK",
            "SAVEPOINT",
            "SECURITY",
            "SET",
            "SHOW",
            "START",
            "TABLE",
            "TRUNCATE",
            "UNLISTEN",
            "VACUUM",
            "VALUES");

    private static final Set<String> OBJECTS = Set.of(
            "DATABASE",
            "EXTENSION",
            "FUNCTION",
            "INDEX",
            "POLICY",
            "PROCEDURE",
            "ROLE",
            "SCHEMA",
            "SEQUENCE",
            "TABLE",
            "TRIGGER",
            "TYPE",
            "USER",
            "VIEW");

    private PostgresCommands() {}

    static boolean isCommand(String word) {
        return COMMANDS.contains(word);
    }

    /** What CREATE, ALTER and DROP are said to be of. */
    static boolean isObject(String word) {
        return OBJECTS.contains(word);
    }
}
