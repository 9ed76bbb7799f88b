package dal.core.tenancy;

import dal.error.ErrorContext;
import dal.error.NoTenantSchemaException;
import dal.spi.LocalSetting;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import dal.tenant.TenantIsolation.SchemaPerTenant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Binds tenants by settings: the isolation's own first, then those contributed. */
public final class TenantSettings implements TenantBinder {

    /** Last, or a temporary table would be found before the tenant's table of that name, whoever made it on this connection. */
    private static final String TEMPORARY = "pg_temp";

    private final TenantIsolation isolation;
    private final List<LocalSetting> contributed;
    private final List<String> assignments;

    public TenantSettings(TenantIsolation isolation, Collection<LocalSetting> contributed) {
        this.isolation = isolation;
        this.contributed = List.copyOf(contributed);
        List<String> all = new ArrayList<>();
        switch (isolation) {
            case TenantIsolation.RowLevelSecurity security -> all.add(TenantBinder.local(security.setting()));
            case SchemaPerTenant schemas -> all.add(TenantBinder.assignment("search_path", searchPath(schemas)));
            case TenantIsolation.None ignored -> {
                // The class binds no tenant.
            }
        }
        this.contributed.forEach(setting -> all.add(TenantBinder.local(setting.name())));
        this.assignments = List.copyOf(all);
    }

    /** PostgreSQL passes over a schema that does not exist; the cast refuses it (3F000). */
    private static String searchPath(SchemaPerTenant schemas) {
        String behind = String.join(
                ", ",
                Stream.concat(schemas.shared().stream().map(TenantSettings::quoted), Stream.of(TEMPORARY))
                        .toList());
        return "?::text::regnamespace::text || ', " + behind.replace("'", "''") + "'";
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public List<String> assignments() {
        return assignments;
    }

    @Override
    public List<String> values(TenantId tenant) {
        String own = switch (isolation) {
            case TenantIsolation.RowLevelSecurity ignored -> tenant.value();
            case SchemaPerTenant schemas -> quoted(schema(schemas, tenant));
            case TenantIsolation.None ignored -> null;
        };
        if (contributed.isEmpty()) {
            return own == null ? List.of() : List.of(own);
        }
        List<String> values = new ArrayList<>(assignments.size());
        if (own != null) {
            values.add(own);
        }
        for (LocalSetting setting : contributed) {
            values.add(setting.value(tenant));
        }
        return values;
    }

    private static String schema(SchemaPerTenant schemas, TenantId tenant) {
        try {
            return schemas.schema(tenant);
        } catch (IllegalArgumentException e) {
            throw new NoTenantSchemaException(
                    "The tenant cannot have a schema of its own: " + e.getMessage(),
                    new ErrorContext(tenant, null, null, null),
                    null);
        }
    }
}
