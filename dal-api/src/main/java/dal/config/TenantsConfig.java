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
 */
public record TenantsConfig(
        Map<TenantId, TenantClassName> classes, @Nullable TenantClassName defaultClass) {

    public TenantsConfig {
        classes = Map.copyOf(classes);
    }
}
