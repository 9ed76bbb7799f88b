package dal.core.tenancy;

import dal.spi.LocalSetting;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The settings that bind a tenant of one class: the isolation's own first, then those contributed. */
public final class TenantSettings {

    private final boolean bindsTenant;
    private final List<LocalSetting> contributed;
    private final List<String> names;

    public TenantSettings(TenantIsolation isolation, Collection<LocalSetting> contributed) {
        this.contributed = List.copyOf(contributed);
        List<String> all = new ArrayList<>();
        switch (isolation) {
            case TenantIsolation.RowLevelSecurity security -> all.add(security.setting());
            case TenantIsolation.None ignored -> {
                // The class binds no tenant.
            }
        }
        this.bindsTenant = !all.isEmpty();
        this.contributed.forEach(setting -> all.add(setting.name()));
        this.names = List.copyOf(all);
    }

    /** The names of the settings, in the order of their values. */
    public List<String> names() {
        return names;
    }

    /** Their values for work of that tenant. */
    public List<String> values(TenantId tenant) {
        if (contributed.isEmpty()) {
            return bindsTenant ? List.of(tenant.value()) : List.of();
        }
        List<String> values = new ArrayList<>(names.size());
        if (bindsTenant) {
            values.add(tenant.value());
        }
        for (LocalSetting setting : contributed) {
            values.add(setting.value(tenant));
        }
        return values;
    }
}
