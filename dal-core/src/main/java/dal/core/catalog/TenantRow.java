package dal.core.catalog;

import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One row of the table, as it stands there. Null where the table says nothing: a weight is 1 then, and nobody suspended. */
record TenantRow(
        @Nullable String tenant,
        @Nullable String tenantClass,
        @Nullable Integer weight,
        @Nullable Boolean suspended) {

    private static final int LONGEST_NAMED = 80;

    /** @throws IllegalArgumentException saying why it cannot be one */
    TenantId id() {
        if (tenant == null) {
            throw new IllegalArgumentException("tenant_id is null");
        }
        return TenantId.of(tenant);
    }

    /** @throws IllegalArgumentException saying why there is none */
    TenantPlacement placement(Set<TenantClassName> classes) {
        if (tenantClass == null) {
            throw new IllegalArgumentException("tenant_class is null");
        }
        TenantClassName name = TenantClassName.of(tenantClass);
        if (!classes.contains(name)) {
            throw new IllegalArgumentException("there is no tenant class '" + name + "'");
        }
        return new TenantPlacement(name, weight == null ? 1 : weight, Boolean.TRUE.equals(suspended));
    }

    /** Its name for people: what is no tenant's name may hold anything. */
    String label() {
        if (tenant == null) {
            return "null";
        }
        String text = tenant.length() <= LONGEST_NAMED ? tenant : tenant.substring(0, LONGEST_NAMED) + "...";
        return "'" + text.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
