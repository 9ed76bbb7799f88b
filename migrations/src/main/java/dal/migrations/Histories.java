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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was run in all schemas of a database: the rows of Flyway's histories.
 *
 * <p>One round trip reads {@link #SENT_TOGETHER} of them, in transactions of {@link #AT_ONCE}. Not all in one, since each costs a lock for the table and each of
 * its indexes until the transaction ends, and a server has some 6,400 of those for everybody as it comes; and since the time to plan a statement grows faster than
 * the number of tables in it.
 */
final class Histories {

    static final String TABLE = "flyway_schema_history";
    private static final int AT_ONCE = 50;
    private static final int SENT_TOGETHER = 1000;
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

    /** Reads the histories of these schemas, as far as they have one. Two round trips for each {@link #SENT_TOGETHER}. */
    static Found read(Connection connection, Collection<String> schemas) throws SQLException {
        Found found = new Found(new HashMap<>(), new HashSet<>());
        List<String> all = List.copyOf(schemas);
        for (int from = 0; from < all.size(); from += SENT_TOGETHER) {
            lookAndRead(connection, all.subList(from, Math.min(from + SENT_TOGETHER, all.size())), found);
        }
        return found;
    }

    /** A tenant may be dropped between the two: each half is read for itself then, down to the schema that is gone, which has no history. */
    private static void lookAndRead(Connection connection, List<String> schemas, Found found) throws SQLException {
        List<String> readable = readable(connection, schemas, found.unreadable());
        if (readable.isEmpty()) {
            return;
        }
        Map<String, List<Row>> histories = new HashMap<>();
        readable.forEach(schema -> histories.put(schema, new ArrayList<>()));
        try {
            read(connection, readable, histories);
            found.rows().putAll(histories);
        } catch (SQLException e) {
            if (!NO_SUCH_TABLE.equals(e.getSQLState()) && !NO_SUCH_SCHEMA.equals(e.getSQLState())) {
                throw e;
            }
            endTransaction(connection);
            if (readable.size() > 1) {
                lookAndRead(connection, readable.subList(0, readable.size() / 2), found);
                lookAndRead(connection, readable.subList(readable.size() / 2, readable.size()), found);
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
        List<String> selects = new ArrayList<>();
        for (int from = 0; from < schemas.size(); from += AT_ONCE) {
            selects.add(select(schemas, from, Math.min(from + AT_ONCE, schemas.size())));
        }
        String sql = selects.size() == 1
                ? selects.getFirst()
                : selects.stream().collect(Collectors.joining("; commit; begin; ", "begin; ", "; commit"));
        // Each of these texts is its own: nothing to keep prepared.
        try (Statement statement = connection.createStatement()) {
            boolean hasRows = statement.execute(sql);
            while (hasRows || statement.getUpdateCount() >= 0) {
                if (hasRows) {
                    try (ResultSet rows = statement.getResultSet()) {
                        while (rows.next()) {
                            histories
                                    .computeIfAbsent(schemas.get(rows.getInt(1)), schema -> new ArrayList<>())
                                    .add(row(rows));
                        }
                    }
                }
                hasRows = statement.getMoreResults();
            }
        }
    }

    private static String select(List<String> schemas, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> "select " + number
                        + ", installed_rank, version, description, type, script, checksum, installed_on,"
                        + " execution_time, success from " + identifier(schemas.get(number)) + "." + TABLE)
                .collect(Collectors.joining(" union all ", "", " order by 1, 2"));
    }

    /** A statement that fails leaves those before it in a transaction. */
    private static void endTransaction(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("rollback");
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
