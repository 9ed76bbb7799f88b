package dal.core.tenancy;

import dal.tenant.TenantIsolation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Asks a connection that goes back what it still carries of the one who had it: the tenant's setting, a search path or a role that is not the session's own,
 * temporary tables, cursors held beyond their transaction, other settings of the session, locks of the session and channels it listens to. Names of the server's
 * are qualified, since a search path that was left may hide them.
 */
public final class ReleaseCheck {

    /** Settings that a pooler gives a server's session for whichever client it serves, and those that are a transaction's, whatever the server says of where they come from. */
    private static final String NOT_LEFT = "'application_name', 'client_encoding', 'DateStyle', 'IntervalStyle',"
            + " 'TimeZone', 'standard_conforming_strings', 'extra_float_digits',"
            + " 'transaction_read_only', 'transaction_isolation', 'transaction_deferrable'";

    private static final String OF_THE_SESSION = """
            case when pg_catalog.current_setting('search_path') is distinct from
                (select reset_val from pg_catalog.pg_settings where name = 'search_path') then 'search path' end,
            case when current_user is distinct from session_user then 'role' end,
            case when exists (select from pg_catalog.pg_class where relnamespace = pg_catalog.pg_my_temp_schema())
                then 'temporary tables' end,
            case when exists (select from pg_catalog.pg_cursors where is_holdable) then 'cursors' end,
            case when exists (select from pg_catalog.pg_settings where source = 'session' and name <> 'search_path'
                and name not in (%s)) then 'settings' end,
            case when exists (select from pg_catalog.pg_locks
                where locktype = 'advisory' and pid = pg_catalog.pg_backend_pid()) then 'locks' end,
            case when exists (select from pg_catalog.pg_listening_channels()) then 'listening' end""".formatted(NOT_LEFT);

    private final String sql;

    public ReleaseCheck(TenantIsolation isolation) {
        String setting = isolation instanceof TenantIsolation.RowLevelSecurity security
                ? "case when pg_catalog.current_setting('" + security.setting() + "', true) <> '' then 'tenant' end, "
                : "";
        sql = "select pg_catalog.concat_ws(', ', " + setting + OF_THE_SESSION + ")";
    }

    /** What kinds of things are left; empty if nothing is. No value is told. One round trip. */
    public String left(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
