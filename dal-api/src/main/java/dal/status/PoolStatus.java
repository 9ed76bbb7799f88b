package dal.status;

/**
 * One pool as it was a moment ago. The counts are read one after another, so they need not add up to the connection.
 *
 * @param name which pool
 * @param max most connections it may hold
 * @param total connections it holds
 * @param active of those, in use
 * @param idle of those, free
 * @param waiting calls that wait for one
 */
public record PoolStatus(PoolName name, int max, int total, int active, int idle, int waiting) {}
