package dal.spi;

import dal.tenant.TenantId;

/**
 * A PostgreSQL setting that is set for each statement or transaction alone, beside the tenant's binding and in the same round trip. Work of no
 * tenant has none. Thread-safe.
 */
public interface LocalSetting {

    /** The setting's name; the same at every call. */
    String name();

    /** Its value for work of that tenant, now. Goes to the server as a bind value. */
    String value(TenantId tenant);
}
