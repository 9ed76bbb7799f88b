package dal.core.check;

import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.tenant.TenantIsolation.RowLevelSecurity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether row-level security holds a class's role back: the role passes none of it, and everything the role may reach has policies that compare with the class's
 * setting. Two round trips.
 *
 * <p>What a server says is all it sees: a policy that calls a function which reads the setting looks like one that does not. Such tables are exempted by name.
 */
final class RowSecurity {

    private static final String ROLE = """
            select rolsuper, rolbypassrls,
                (select string_agg(quote_ident(other.rolname), ', ' order by other.rolname) from pg_roles as other
                 where (other.rolsuper or other.rolbypassrls) and other.oid <> own.oid
                     and pg_has_role(own.oid, other.oid, 'MEMBER'))
            from pg_roles as own where rolname = current_user
            """;

    private static final String RELATIONS = """
            select n.nspname || '.' || c.relname as name, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
                pg_has_role(c.relowner, 'USAGE') as owned,
                owner.rolsuper or owner.rolbypassrls as owner_exempt,
                coalesce('security_invoker=true' = any(c.reloptions) or 'security_invoker=on' = any(c.reloptions), false) as invoker,
                (select count(*) from pg_policy as p where p.polrelid = c.oid) as policies,
                (select string_agg(p.polname, ', ' order by p.polname) from pg_policy as p
                 where p.polrelid = c.oid and p.polpermissive
                     and exists (select from unnest(p.polroles) as r where r = 0 or pg_has_role(r, 'USAGE'))
                     and position(? in coalesce(pg_get_expr(p.polqual, p.polrelid), '')
                         || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')) = 0) as others,
                has_table_privilege(c.oid, 'TRUNCATE') as truncates
            from pg_class as c
            join pg_namespace as n on n.oid = c.relnamespace
            join pg_roles as owner on owner.oid = c.relowner
            where c.relkind in ('r', 'p', 'f', 'v', 'm')
                and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
                and has_schema_privilege(n.oid, 'USAGE')
                and (has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE') or has_table_privilege(c.oid, 'DELETE, TRUNCATE'))
                and not exists (select from pg_depend as d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1
            """;

    private final TenantClassConfig tenantClass;
    private final RowLevelSecurity security;
    private final List<Finding> found = new ArrayList<>();

    private RowSecurity(TenantClassConfig tenantClass, RowLevelSecurity security) {
        this.tenantClass = tenantClass;
        this.security = security;
    }

    /** What is wrong, seen over a connection of the class's role. */
    static List<Finding> inspect(Connection connection, TenantClassConfig tenantClass, RowLevelSecurity security)
            throws SQLException {
        RowSecurity inspection = new RowSecurity(tenantClass, security);
        boolean exempt = inspection.role(connection);
        if (!exempt) {
            inspection.relations(connection);
        }
        return inspection.found;
    }

    /** Whether no policy holds it back: then nothing else matters. */
    private boolean role(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ROLE);
                ResultSet role = statement.executeQuery()) {
            role.next();
            if (role.getBoolean(1)) {
                add("its role is a superuser, whom row-level security does not hold back: log in as another role");
                return true;
            }
            if (role.getBoolean(2)) {
                add("its role has BYPASSRLS, so no policy holds it back: alter role ... nobypassrls, or another role");
                return true;
            }
            String others = role.getString(3);
            if (others != null) {
                add("its role is a member of " + others
                        + ", which no policy holds back, and could become it by SET ROLE: revoke the membership");
            }
            return false;
        }
    }

    private void relations(Connection connection) throws SQLException {
        Set<String> exempt = tenantClass.checks().exempt();
        try (PreparedStatement statement = connection.prepareStatement(RELATIONS)) {
            statement.setString(1, security.setting());
            try (ResultSet relation = statement.executeQuery()) {
                while (relation.next()) {
                    String name = relation.getString("name");
                    if (!exempt.contains(name) && !exempt.contains(name.substring(name.indexOf('.') + 1))) {
                        relation(name, relation);
                    }
                }
            }
        }
    }

    private void relation(String name, ResultSet relation) throws SQLException {
        switch (relation.getString("relkind")) {
            case "v" -> view(name, relation);
            case "m" -> add("materialized view " + name + " has no policies: revoke it from the role, or exempt it");
            case "f" -> add("foreign table " + name + " has no policies here: revoke it from the role, or exempt it");
            default -> table(name, relation);
        }
    }

    private void view(String name, ResultSet view) throws SQLException {
        if (!view.getBoolean("invoker") && view.getBoolean("owner_exempt")) {
            add("view " + name + " reads with the rights of its owner, whom no policy holds back: alter view " + name
                    + " set (security_invoker = true)");
        }
    }

    private void table(String name, ResultSet table) throws SQLException {
        boolean owned = table.getBoolean("owned");
        if (!table.getBoolean("relrowsecurity")) {
            add("table " + name + " has no row-level security: alter table " + name
                    + " enable row level security, or exempt it");
            return;
        }
        if (owned && !table.getBoolean("relforcerowsecurity")) {
            add("table " + name + " is owned by the role, whom its policies do not hold back: alter table " + name
                    + " force row level security");
        }
        if (table.getLong("policies") == 0) {
            add("table " + name + " has row-level security and no policy, so nobody sees a row: create one");
        }
        @Nullable String others = table.getString("others");
        if (others != null) {
            add("table " + name + " lets rows pass by policies that do not compare with " + security.setting() + ": "
                    + others + "; change them, or exempt the table");
        }
        if (!owned && table.getBoolean("truncates")) {
            add("table " + name + " may be truncated by the role, which no policy holds back: revoke truncate");
        }
    }

    private void add(String message) {
        Strictness strictness = tenantClass.checks().atStart();
        found.add(new Finding(Finding.Kind.ISOLATION, "class " + tenantClass.name(), message, strictness));
    }
}
