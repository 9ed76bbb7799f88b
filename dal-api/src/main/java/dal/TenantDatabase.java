package dal;

import dal.tenant.TenantId;

/** One tenant's {@link Database}: every statement is bound to the tenant, on whatever path it reaches the server. Thread-safe. */
public interface TenantDatabase extends Database {

    /** Whose database this is. */
    TenantId tenant();
}
