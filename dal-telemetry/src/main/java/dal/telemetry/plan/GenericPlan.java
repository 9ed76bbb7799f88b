package dal.telemetry.plan;

import dal.telemetry.internal.statement.Placeholders;
import dal.telemetry.internal.statement.StatementDescriptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks one server for the plan it would make of a statement without knowing its binds: it is prepared, and explained with nulls for its binds and a generic plan
 * forced. That gives the plan of {@code EXPLAIN (GENERIC_PLAN)} of PostgreSQL 16 on every version; that command itself takes placeholders only in the simple
 * protocol, and the driver speaks the extended one, in which they would be binds. Nothing is executed.
 *
 * <p>What the plan quotes of the statement goes through the same door as the statement itself: literals are taken out. The server's own figures stay.
 */
final class GenericPlan {

    private static final String NAME = "dal_plan";
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
        String nulls = numbered.count() == 0
                ? ""
                : "(" + String.join(", ", Collections.nCopies(numbered.count(), "null")) + ")";
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local plan_cache_mode = force_generic_plan");
            statement.execute("prepare " + NAME + " as " + numbered.text());
            Savepoint prepared = connection.setSavepoint();
            try {
                return lines(statement, "explain execute " + NAME + nulls);
            } finally {
                // Behind a pooler the session outlives this connection, and what was prepared in it.
                connection.rollback(prepared);
                statement.execute("deallocate " + NAME);
            }
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
