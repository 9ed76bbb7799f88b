package dal.config;

import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tenant is of which class, where no other catalog is bound.
 *
 * @param classes the class of each tenant named
 * @param defaultClass the class of every other tenant; null to refuse them as unknown
 * @param table where tenants stand too, and what it says of one comes first; null for none
 */
public record TenantsConfig(
        Map<TenantId, TenantClassName> classes,
        @Nullable TenantClassName defaultClass,
        @Nullable TenantTableConfig table) {

    public TenantsConfig {
        classes = Map.copyOf(classes);
    }

    /** Without a table. */
    public TenantsConfig(Map<TenantId, TenantClassName> classes, @Nullable TenantClassName defaultClass) {
        this(classes, defaultClass, null);
    }
}
