package dal.spi;

import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import java.util.Optional;

/**
 * Knows which tenants there are and where each is placed. Bind one to replace the configured list. Thread-safe. It is asked for each piece of work, so it answers
 * from memory; the placement it gives for a tenant should be the same object until it changes.
 */
@FunctionalInterface
public interface TenantCatalog {

    /** Where the tenant is placed at this moment; empty if there is no such tenant. */
    Optional<TenantPlacement> find(TenantId tenant);
}
