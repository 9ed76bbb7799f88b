package dal.status;

/** Where a manager is in its life. It only moves forward. */
public enum LifecycleState {
    /** Takes work. */
    RUNNING,
    /** Not ready any more. What brings work in is stopped, then new work is refused and running work finishes. */
    DRAINING,
    /** Holds nothing any more. */
    CLOSED
}
