package dal;

import dal.cluster.PoolPurpose;
import dal.tenant.TenantClassName;

/**
 * Changes how many connections pools may hold, while they are in use. Inject it where operators' commands arrive. Kept in this process's memory alone: tell each
 * process, and again after a restart. Nothing is asked of a server here, and the budget of connections is not computed anew. Thread-safe.
 */
public interface PoolSizes {

    /**
     * Pools of that class and purpose, on whichever node, have that size from now on, those opened later too. Growing serves calls that wait at once. Shrinking
     * ends no work: connections beyond {@code max} are closed now where they are idle, else as they come back, and until then no further call is let in.
     *
     * @param tenantClass a tenant class, or a door for work of no tenant
     * @param max most connections of each pool, at least 1
     * @param min connections kept open when idle, 0 to {@code max}
     * @throws IllegalArgumentException if there is no such class, or the sizes cannot be met; nothing is changed then
     */
    void resize(TenantClassName tenantClass, PoolPurpose purpose, int max, int min);
}
