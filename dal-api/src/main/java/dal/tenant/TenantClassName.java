package dal.tenant;

import dal.cluster.Names;

/**
 * Names a tenant class: tenants that share a cluster, pools, an isolation and their limits.
 *
 * @param value a lower-case letter or digit, then up to 62 of those, hyphens or underscores
 */
public record TenantClassName(String value) {

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the value is no such name
     */
    public TenantClassName {
        value = Names.requireName("tenant class", value);
    }

    public static TenantClassName of(String value) {
        return new TenantClassName(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
