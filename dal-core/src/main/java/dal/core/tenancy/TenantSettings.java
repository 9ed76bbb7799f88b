package dal.core.tenancy;

import dal.spi.LocalSetting;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The settings that bind a tenant of one class: the isolation's own first, then those contributed. */
public final class TenantSettings {

    private final TenantIsolation isolation;
    private final List<LocalSetting> contributed;
    private final List<String> names;

    public TenantSettings(TenantIsolation isolation, Collection<LocalSetting> contributed) {
        this.contributed = List.copyOf(contributed);
        List<String> all = new ArrayList<>();
        switch (isolation) {
            case TenantIsolation.RowLevelSecurity security -> all.add(security.setting());
            case TenantIsolation.SchemaPerTenant ignored -> all.add("search_path");
            case TenantIsolation.None ignored -> {
                // The class binds no tenant.
            }
        }
        this.isolation = isolation;
        this.contributed.forEach(setting -> all.add(setting.name()));
        this.names = List.copyOf(all);
    }

    /** The names of the settings, in the order of their values. */
    public List<String> names() {
        return names;
    }

    /** Their values for work of that tenant. */
    public List<String> values(TenantId tenant) {
        String own = switch (isolation) {
            case TenantIsolation.RowLevelSecurity ignored -> tenant.value();
            case TenantIsolation.SchemaPerTenant schemas ->
                '"' + schemas.schema(tenant).replace("\"", "\"\"") + '"';
            case TenantIsolation.None ignored -> null;
        };
        if (contributed.isEmpty()) {
            return own == null ? List.of() : List.of(own);
        }
        List<String> values = new ArrayList<>(names.size());
        if (own != null) {
            values.add(own);
        }
        for (LocalSetting setting : contributed) {
            values.add(setting.value(tenant));
        }
        return values;
    }
}
