package dal.transaction;

/** What becomes of work where a transaction is open on its thread already. Without one, each of them opens one. */
public enum Propagation {
    /** The work runs in the open transaction, which has to be of the same tenant and to meet its options. */
    JOIN,
    /**
     * The work runs in a savepoint of the open transaction, which has to be of the same tenant and to meet its options. What it did is undone alone when it throws or
     * asks for its rollback. Two round trips more.
     */
    NESTED,
    /**
     * The work has a transaction and a connection of its own, of whatever tenant; the open one waits meanwhile, and neither sees what the other has not committed. It
     * never waits for a connection of a pool of which this thread holds one, but is refused ({@link dal.error.PoolExhaustedException}). Touching rows that the waiting
     * one has locked blocks until a timeout: no server can see that deadlock.
     */
    REQUIRES_NEW
}
