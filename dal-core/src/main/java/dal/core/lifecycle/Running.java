package dal.core.lifecycle;

import dal.tenant.TenantClassName;

/** Work that holds a connection, as a shutdown sees it. */
public interface Running {

    TenantClassName tenantClass();

    /** Asks the server to stop what it is doing for it; the work then fails by itself. False if the server could not be asked. */
    boolean cancel();

    /** Closes its connection from this side. */
    void abort();
}
