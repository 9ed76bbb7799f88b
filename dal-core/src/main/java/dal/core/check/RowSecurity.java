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
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether row-level security holds a class's role back: the role passes none of it, and everything the role may reach has policies that compare with the class's
 * setting. Two round trips.
 *
 * <p>What a server says is all it sees: a policy that calls a function which reads the setting looks like one that does not. Such tables are exempted by name.
 */
final class RowSecurity {

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
        try (PreparedStatement statement = connection.prepareStatement(RowSecurityQueries.ROLE);
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
        try (PreparedStatement statement = connection.prepareStatement(RowSecurityQueries.RELATIONS)) {
            String literal = "'" + security.setting().toLowerCase(Locale.ROOT) + "'";
            for (int i = 1; i <= RowSecurityQueries.NAMES; i++) {
                statement.setString(i, literal);
            }
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
        String unguarded = view.getString("unguarded");
        if (unguarded != null) {
            add(
                    "view " + name + " shows rows with the rights of an owner whom no policy holds back (" + unguarded
                            + "): alter view ... set (security_invoker = true), or enable and force row level security on the table");
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
