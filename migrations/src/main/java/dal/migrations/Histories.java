package dal.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was run in all schemas of a database: the rows of Flyway's histories.
 *
 * <p>One statement reads {@link #AT_ONCE} of them. Not all, since each costs a lock for the table and each of its indexes, and a server has some 6,400 of those
 * for everybody as it comes; and since the time to plan such a statement grows faster than the number of tables in it.
 */
final class Histories {

    static final String TABLE = "flyway_schema_history";
    private static final int AT_ONCE = 50;
    private static final int TRIES = 3;
    private static final String NO_SUCH_TABLE = "42P01";
    private static final String NO_SUCH_SCHEMA = "3F000";

    private Histories() {}

    /** One row of a history. */
    record Row(
            @Nullable String version,
            String description,
            String type,
            String script,
            @Nullable Integer checksum,
            Instant installedOn,
            int executionTime,
            boolean success) {}

    /**
     * What was found.
     *
     * @param rows by schema, in the order they were run; nothing for a schema without a history
     * @param unreadable schemas that have one which this role may not read
     */
    record Found(Map<String, List<Row>> rows, Set<String> unreadable) {}

    /** Reads the histories of these schemas, as far as they have one. */
    static Found read(Connection connection, Collection<String> schemas) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                Set<String> unreadable = new HashSet<>();
                List<String> readable = readable(connection, schemas, unreadable);
                Map<String, List<Row>> histories = new HashMap<>();
                for (int from = 0; from < readable.size(); from += AT_ONCE) {
                    read(connection, readable.subList(from, Math.min(from + AT_ONCE, readable.size())), histories);
                }
                return new Found(histories, unreadable);
            } catch (SQLException e) {
                // A tenant that is dropped between the two statements.
                boolean gone = NO_SUCH_TABLE.equals(e.getSQLState()) || NO_SUCH_SCHEMA.equals(e.getSQLState());
                if (!gone || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static List<String> readable(Connection connection, Collection<String> schemas, Set<String> unreadable)
            throws SQLException {
        List<String> readable = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select n.nspname, has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
                from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.relname = ? and c.relkind = 'r' and n.nspname = any (?)
                """)) {
            statement.setString(1, TABLE);
            statement.setArray(2, connection.createArrayOf("text", schemas.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    (rows.getBoolean(2) ? readable : unreadable).add(rows.getString(1));
                }
            }
        }
        return readable;
    }

    private static void read(Connection connection, List<String> schemas, Map<String, List<Row>> histories)
            throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int number = 0; number < schemas.size(); number++) {
            sql.append(number == 0 ? "" : " union all ")
                    .append("select ")
                    .append(number)
                    .append(", installed_rank, version, description, type, script, checksum, installed_on,"
                            + " execution_time, success from ")
                    .append(identifier(schemas.get(number)))
                    .append('.')
                    .append(TABLE);
        }
        schemas.forEach(schema -> histories.put(schema, new ArrayList<>()));
        // Each of these texts is its own: nothing to keep prepared.
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(sql.append(" order by 1, 2").toString())) {
            while (rows.next()) {
                histories
                        .computeIfAbsent(schemas.get(rows.getInt(1)), schema -> new ArrayList<>())
                        .add(row(rows));
            }
        }
    }

    private static Row row(ResultSet rows) throws SQLException {
        int number = rows.getInt(7);
        Integer checksum = rows.wasNull() ? null : number;
        return new Row(
                rows.getString(3),
                rows.getString(4),
                rows.getString(5).intern(),
                rows.getString(6),
                checksum,
                rows.getTimestamp(8).toInstant(),
                rows.getInt(9),
                rows.getBoolean(10));
    }

    static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
