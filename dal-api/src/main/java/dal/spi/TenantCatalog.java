package dal.spi;

import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.util.Optional;

/**
 * Knows which tenants there are and of which class each is. Bind one to replace the configured list. Thread-safe. It is asked for each piece of work, so it
 * answers from memory.
 */
@FunctionalInterface
public interface TenantCatalog {

    /** The tenant's class at this moment; empty if there is no such tenant. */
    Optional<TenantClassName> find(TenantId tenant);
}
