package dal.tenant;

import java.util.Objects;

/**
 * What a tenant catalog says of one tenant.
 *
 * @param tenantClass which class it is of now
 * @param weight its share of a pool beside others who want it too; 1 unless said
 * @param suspended whether its work is refused
 */
public record TenantPlacement(TenantClassName tenantClass, int weight, boolean suspended) {

    private static final int MOST_WEIGHT = 1000;

    public TenantPlacement {
        Objects.requireNonNull(tenantClass, "tenantClass");
        if (weight < 1 || weight > MOST_WEIGHT) {
            throw new IllegalArgumentException(
                    "A tenant's weight lies between 1 and " + MOST_WEIGHT + ", not " + weight);
        }
    }

    /** A tenant of that class, of weight 1. */
    public static TenantPlacement in(TenantClassName tenantClass) {
        return new TenantPlacement(tenantClass, 1, false);
    }
}
