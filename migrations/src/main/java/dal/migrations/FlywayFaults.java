package dal.migrations;

import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

/** Flyway's errors in one line each, with what to do. Flyway's own texts are many lines, quote whole statements, and advise commands that are not ours. */
final class FlywayFaults {

    private static final String WRITE_A_NEW_ONE =
            "Put back what was run, and make the change in a new script: other databases have run the old one";

    private static final String NOT_RUN = "has not been run";
    private static final String CHANGED = "has changed since it was run";

    private FlywayFaults() {}

    /** Whether a script that was not run yet is a fault. */
    enum Pending {
        IS_A_FAULT,
        IS_NO_FAULT
    }

    /** A script failed. */
    static Fault of(FlywayMigrateException error) {
        String script = FlywayScripts.fileName(error.getMigration().getScript());
        SQLException server = SqlErrors.find(SQLException.class, error);
        FlywaySqlScriptException place = SqlErrors.find(FlywaySqlScriptException.class, error);
        int line = place == null || server == null
                ? error.getLineNumber()
                : place.getLineNumber() + SqlErrors.linesBefore(server, place.getStatement());
        String what = server == null ? SqlErrors.firstLine(error) : SqlErrors.line(server);
        return new Fault(
                line > 0 ? script + " line " + line + ": " + what : script + ": " + what,
                error.isExecutableInTransaction()
                        ? "Nothing of this script stays. Correct it and migrate again"
                        : "This script runs outside a transaction: undo by hand what it did before it failed, then repair"
                                + " and migrate again",
                script,
                Math.max(line, 0),
                server == null ? null : server.getSQLState(),
                error);
    }

    /** Anything else that Flyway refuses. */
    static Fault of(FlywayException error) {
        SQLException server = SqlErrors.find(SQLException.class, error);
        if (error.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return new Fault(
                    "The database is not empty and was never migrated: it has tables, but no history of scripts",
                    "Migrate an empty database, or keep the history in a schema of its own (--schema)",
                    null,
                    0,
                    null,
                    error);
        }
        String refusal = SqlErrors.firstLine(error).replaceAll("See https?://\\S+ for more information\\.?\\s*", "");
        return new Fault(
                server == null ? refusal : SqlErrors.line(server),
                "See the message; --verbose shows the error in full",
                null,
                0,
                server == null ? null : server.getSQLState(),
                error);
    }

    /** A script was added below a version that has been run: two branches met, mostly. */
    static Fault overtaken(Script script) {
        return found(
                script.file(),
                "has not been run, but a later version has",
                "Give it a version above all that have been run");
    }

    /** What a validation finds in a history that is plain: what is pending. */
    static List<Fault> pending(List<Script> scripts) {
        return scripts.stream()
                .filter(script -> script.state() == Script.State.PENDING)
                .map(script -> found(script.file(), wasRun(script, scripts) ? CHANGED : NOT_RUN, "Migrate"))
                .toList();
    }

    private static boolean wasRun(Script repeated, List<Script> scripts) {
        return scripts.stream()
                .anyMatch(script -> script.state() == Script.State.OUTDATED
                        && script.description().equals(repeated.description()));
    }

    /** The server or the connection failed between two scripts. */
    static Fault of(SQLException error) {
        return new Fault(
                SqlErrors.line(error),
                "See that the server runs and is reachable from here, and run it again: what was done stays done",
                null,
                0,
                error.getSQLState(),
                error);
    }

    /** What a validation found. */
    static List<Fault> of(List<ValidateOutput> findings, Pending pending) {
        return findings.stream()
                .filter(finding -> pending == Pending.IS_A_FAULT || !isPending(finding))
                .map(FlywayFaults::of)
                .toList();
    }

    private static boolean isPending(ValidateOutput finding) {
        return finding.errorDetails.errorCode == CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED
                || finding.errorDetails.errorCode == CoreErrorCode.RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED
                || finding.errorDetails.errorCode == CoreErrorCode.OUTDATED_REPEATABLE_MIGRATION;
    }

    private static Fault of(ValidateOutput finding) {
        String script = script(finding);
        if (!(finding.errorDetails.errorCode instanceof CoreErrorCode code)) {
            return other(script, finding);
        }
        return switch (code) {
            case CHECKSUM_MISMATCH -> found(script, "was changed after it was run", WRITE_A_NEW_ONE);
            case DESCRIPTION_MISMATCH, TYPE_MISMATCH -> found(script, "was renamed after it was run", WRITE_A_NEW_ONE);
            case APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED, APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED ->
                found(
                        script,
                        "was run, but the script is not there",
                        "Put it back, or look whether this is the right database");
            case RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED, RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED ->
                found(
                        script,
                        NOT_RUN,
                        "Migrate. If that leaves it out, a later version was run before: give it a higher one");
            case OUTDATED_REPEATABLE_MIGRATION -> found(script, CHANGED, "Migrate");
            case FAILED_VERSIONED_MIGRATION, FAILED_REPEATABLE_MIGRATION ->
                found(script, "failed and was not rolled back", "Undo by hand what it did, then repair");
            // Flyway's other codes are no findings of a validation.
            case FAULT,
                    ERROR,
                    JDBC_DRIVER,
                    DB_CONNECTION,
                    CONFIGURATION,
                    CONFIGURATION_RECOVERABLE,
                    DUPLICATE_VERSIONED_MIGRATION,
                    DUPLICATE_REPEATABLE_MIGRATION,
                    DUPLICATE_UNDO_MIGRATION,
                    DUPLICATE_DELETED_MIGRATION,
                    NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE,
                    VALIDATE_ERROR,
                    SCHEMA_DOES_NOT_EXIST,
                    FAILED_BASELINE_MIGRATION,
                    ENVIRONMENT_RESOLVE,
                    ENVIRONMENT_PROVISION -> other(script, finding);
        };
    }

    private static String script(ValidateOutput finding) {
        if (finding.filepath != null && !finding.filepath.isEmpty()) {
            return FlywayScripts.fileName(finding.filepath);
        }
        return (finding.version == null || finding.version.isEmpty() ? "R" : "V" + finding.version) + " '"
                + finding.description + "'";
    }

    private static Fault other(@Nullable String script, ValidateOutput finding) {
        String text =
                finding.errorDetails.errorMessage.strip().lines().findFirst().orElse("is not valid");
        return new Fault(
                (script == null ? "" : script + ": ") + text, "See Flyway's documentation", script, 0, null, null);
    }

    private static Fault found(String script, String what, String advice) {
        return new Fault(script + " " + what, advice, script, 0, null, null);
    }
}
