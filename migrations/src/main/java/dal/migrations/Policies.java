package dal.migrations;

import dal.config.DataAccessConfig;
import dal.tenant.TenantIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds tables that a class under row-level security would show every tenant all of: those without the security switched on, or without a policy. */
final class Policies {

    private static final String UNPROTECTED = """
            select n.nspname || '.' || c.relname, c.relrowsecurity
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
              and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and c.relname <> ?
              and not exists (select from pg_catalog.pg_depend d
                              where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
              and not (c.relrowsecurity
                       and exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid))
              and not n.nspname = any (?)
            order by 1
            """;

    private Policies() {}

    /** A line for each; nothing where no class of the target is under row-level security. At most one round trip. */
    static List<String> warnings(
            MigrationTarget target,
            Set<String> schemasOfTenants,
            DataAccessConfig config,
            MigrationSettings settings,
            Connection connection)
            throws SQLException {
        boolean guarded = target.classes().stream()
                .map(name -> Objects.requireNonNull(config.classes().get(name)))
                .anyMatch(tenantClass -> tenantClass.isolation() instanceof TenantIsolation.RowLevelSecurity);
        if (!guarded) {
            return List.of();
        }
        Set<String> onPurpose = new HashSet<>();
        target.classes().forEach(name -> onPurpose.addAll(settings.of(name).withoutPolicy()));
        if (config.tenants().table() != null) {
            String table = config.tenants().table().table();
            onPurpose.add(table.contains(".") ? table : "public." + table);
        }
        List<String> warnings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNPROTECTED)) {
            statement.setString(1, Histories.TABLE);
            statement.setArray(2, connection.createArrayOf("text", schemasOfTenants.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String table = rows.getString(1);
                    if (!onPurpose.contains(table)) {
                        warnings.add(table
                                + (rows.getBoolean(2)
                                        ? " has row-level security, but no policy: nobody but its owner sees a row"
                                        : " has no row-level security: every tenant sees all of it"));
                    }
                }
            }
        }
        return warnings;
    }
}
