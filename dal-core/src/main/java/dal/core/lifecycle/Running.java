package dal.core.lifecycle;

import dal.status.HeldConnection;
import dal.tenant.TenantClassName;

/** Work that holds a connection, as a shutdown sees it. */
public interface Running {

    TenantClassName tenantClass();

    /** The piece of work that passed the gate and holds it: equal for all connections of one. */
    Object work();

    /** The thread that took the connection. */
    Thread taker();

    /** When it took the connection, by {@link System#nanoTime()}. */
    long since();

    /** What is held, by whom, and where it was taken. Looks at a stack: for those who report it. */
    HeldConnection held();

    /** Whether a COMMIT of it is under way. */
    boolean isCommitting();

    /** Takes the connection away from it: cancels, closes, and lets others have its place. False if it had given it back, or is committing. May take seconds. */
    boolean reclaim();

    /** Asks the server to stop what it is doing for it; the work then fails by itself. False if the server could not be asked, or may not be. May take seconds. */
    boolean cancel();

    /** Closes its connection from this side. False if it had given it back. */
    boolean abort();
}
