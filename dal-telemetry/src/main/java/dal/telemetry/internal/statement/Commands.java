package dal.telemetry.internal.statement;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands and tables of one text, as they are read. */
final class Commands {

    private final StringBuilder summary = new StringBuilder();
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> tablesOfCommand = new LinkedHashSet<>();
    private @Nullable String first;
    private @Nullable String outermost;

    /** A command starts. */
    void begin(String command, int depth) {
        if (first == null) {
            first = command;
        }
        if (depth == 0 && outermost == null) {
            outermost = command;
        }
        tablesOfCommand.clear();
        append(command);
    }

    /** It uses a table. */
    void table(String table) {
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

    /** The one table; null where there are none or several. */
    @Nullable
    String onlyTable() {
        return tables.size() == 1 ? tables.iterator().next() : null;
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
