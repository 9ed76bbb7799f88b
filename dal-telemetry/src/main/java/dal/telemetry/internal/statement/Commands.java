package dal.telemetry.internal.statement;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands and tables of one text, as they are read. */
final class Commands {

    private final StringBuilder summary = new StringBuilder();
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> tablesOfCommand = new LinkedHashSet<>();
    private @Nullable String schema;
    private boolean severalSchemas;
    private @Nullable String first;
    private @Nullable String outermost;
    private boolean apart;
    private boolean several;

    /** A command starts. */
    void begin(String command, int depth) {
        if (first == null) {
            first = command;
        }
        if (depth == 0 && outermost == null) {
            outermost = command;
        } else if (depth == 0 && apart && !command.equals(outermost)) {
            several = true;
        }
        apart = false;
        tablesOfCommand.clear();
        append(command);
    }

    /** It uses a table, named with that schema or with none. */
    void table(@Nullable String ofSchema, String table) {
        if (tables.isEmpty()) {
            schema = ofSchema;
        } else if (!Objects.equals(schema, ofSchema)) {
            severalSchemas = true;
        }
        tables.add(table);
        if (tablesOfCommand.add(table)) {
            append(table);
        }
    }

    /** The command of the whole. */
    String operation() {
        if (outermost != null) {
            return outermost;
        }
        return first != null ? first : StatementDescription.OTHER_OPERATION;
    }

    /** A semicolon: what follows is a statement of its own. */
    void separate() {
        apart = true;
    }

    /** Whether it holds statements of different commands. */
    boolean severalOperations() {
        return several;
    }

    /** The one table; null where there are none or several. */
    @Nullable
    String onlyTable() {
        return tables.size() == 1 ? tables.iterator().next() : null;
    }

    /** The schema that all its tables are named with; null where they are not. */
    @Nullable
    String onlySchema() {
        return severalSchemas ? null : schema;
    }

    /** All of it. */
    String summary() {
        return summary.isEmpty() ? operation() : summary.toString();
    }

    private void append(String part) {
        // A part that does not fit is left out whole, as the conventions ask.
        if (summary.length() + 1 + part.length() <= Summariser.MAX_LENGTH) {
            summary.append(summary.isEmpty() ? "" : " ").append(part);
        }
    }
}
