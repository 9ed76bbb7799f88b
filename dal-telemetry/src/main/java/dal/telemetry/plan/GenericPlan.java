package dal.telemetry.plan;

import dal.telemetry.internal.statement.Placeholders;
import dal.telemetry.internal.statement.StatementDescriptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks one server for the plan it would make of a statement without knowing its binds. PostgreSQL 16 explains a text with placeholders in it; before that, one is
 * prepared, and explained with nulls for its binds and a generic plan forced. Neither executes anything.
 *
 * <p>What the plan quotes of the statement goes through the same door as the statement itself: literals are taken out. The server's own figures stay.
 */
final class GenericPlan {

    private static final int EXPLAINS_PLACEHOLDERS = 16;
    private static final Pattern FIGURES = Pattern.compile("\\(cost=[0-9.]+ rows=[0-9]+ width=[0-9]+\\)$");

    private final Connection connection;
    private final Duration timeout;

    GenericPlan(Connection connection, Duration timeout) {
        this.connection = connection;
        this.timeout = timeout;
    }

    /** Makes the transaction one that changes nothing, and not for long. */
    void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction read only");
        }
        set("statement_timeout", Long.toString(timeout.toMillis()));
    }

    /** Sets something for this transaction. */
    void set(String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }

    /** The plan of a statement with JDBC's placeholders. */
    String of(String sql) throws SQLException {
        Placeholders numbered = Placeholders.numbered(sql);
        try (Statement statement = connection.createStatement()) {
            if (connection.getMetaData().getDatabaseMajorVersion() >= EXPLAINS_PLACEHOLDERS) {
                return lines(statement, "explain (generic_plan) " + numbered.text());
            }
            statement.execute("set local plan_cache_mode = force_generic_plan");
            statement.execute("prepare dal_plan as " + numbered.text());
            String nulls = numbered.count() == 0
                    ? ""
                    : "(" + String.join(", ", Collections.nCopies(numbered.count(), "null")) + ")";
            return lines(statement, "explain execute dal_plan" + nulls);
        }
    }

    private static String lines(Statement statement, String explain) throws SQLException {
        StringJoiner lines = new StringJoiner("\n");
        try (ResultSet plan = statement.executeQuery(explain)) {
            while (plan.next()) {
                lines.add(withoutLiterals(plan.getString(1)));
            }
        }
        return lines.toString();
    }

    static String withoutLiterals(String line) {
        Matcher figures = FIGURES.matcher(line);
        int end = figures.find() ? figures.start() : line.length();
        int indent = 0;
        while (indent < end && line.charAt(indent) == ' ') {
            indent++;
        }
        String node = StatementDescriptions.withoutLiterals(line.substring(indent, end));
        return line.substring(0, indent) + node + (end == line.length() ? "" : "  " + line.substring(end));
    }
}
