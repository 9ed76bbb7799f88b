package dal.status;

/** Where a manager is in its life. It only moves forward. */
public enum LifecycleState {
    /** Takes work. */
    RUNNING,
    /** Takes no new work; running work finishes. */
    DRAINING,
    /** Holds nothing any more. */
    CLOSED
}
