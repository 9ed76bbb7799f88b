package dal.core.lifecycle;

/** A place where work that has passed the gate waits before it holds a connection. Thread-safe. */
public interface WorkQueue {

    /** Sends away whoever waits now; whoever comes later may wait. */
    void dismiss();

    /** Sends away whoever waits, and lets nobody wait any more. */
    void refuse();
}
