package dal.benchmarks.migrate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What scripts did to a tenant's schema, each leaving a mark, beside what the history says of them. */
final class Marks {

    private final Schemas schemas;

    Marks(Schemas schemas) {
        this.schemas = schemas;
    }

    /**
     * What is wrong with some tenants.
     *
     * @param incomplete scripts that are on record and left no mark, the other way round, or neither
     * @param twice scripts that left more than one mark, or are on record more than once
     */
    record Wrong(int incomplete, int twice) {

        static final Wrong NOTHING = new Wrong(0, 0);

        Wrong plus(Wrong other) {
            return new Wrong(incomplete + other.incomplete, twice + other.twice);
        }
    }

    /** After a run that was finished, every one of the scripts has to be there once. */
    Wrong afterAll(List<String> tenants, int scripts) throws SQLException {
        Wrong wrong = Wrong.NOTHING;
        try (Connection connection = schemas.dataSource().getConnection()) {
            for (String tenant : tenants) {
                wrong = wrong.plus(of(connection, "tenant_" + tenant, scripts, true));
            }
        }
        return wrong;
    }

    /** After a kill, what is on record has its mark, and what has a mark is on record; both may end anywhere. */
    Wrong afterKill(List<String> tenants, int scripts) throws SQLException {
        Wrong wrong = Wrong.NOTHING;
        try (Connection connection = schemas.dataSource().getConnection()) {
            for (String tenant : tenants) {
                wrong = wrong.plus(of(connection, "tenant_" + tenant, scripts, false));
            }
        }
        return wrong;
    }

    private static Wrong of(Connection connection, String schema, int scripts, boolean all) throws SQLException {
        List<Integer> marks = new ArrayList<>();
        List<Integer> recorded = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            // Of one snapshot: a server that has not noticed yet that its client is gone may be committing.
            if (exists(statement, schema, "flyway_schema_history")) {
                String history =
                        "select version::int, 0 from " + schema + ".flyway_schema_history where version is not null";
                String both = exists(statement, schema, "mark")
                        ? history + " union all select script, 1 from " + schema + ".mark"
                        : history;
                try (ResultSet rows = statement.executeQuery(both)) {
                    while (rows.next()) {
                        (rows.getInt(2) == 0 ? recorded : marks).add(rows.getInt(1));
                    }
                }
            }
        }
        int incomplete = 0;
        int twice = 0;
        for (int script = 1; script <= scripts; script++) {
            long marked = count(marks, script);
            long known = count(recorded, script);
            twice += marked > 1 || known > 1 ? 1 : 0;
            incomplete += (marked == 0) != (known == 0) || (all && marked == 0) ? 1 : 0;
        }
        return new Wrong(incomplete, twice);
    }

    private static long count(List<Integer> scripts, int script) {
        return scripts.stream().filter(one -> one == script).count();
    }

    private static boolean exists(Statement statement, String schema, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("select to_regclass('" + schema + "." + table + "') is not null")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
