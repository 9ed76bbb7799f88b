package dal.core.pool;

/** A thread that keeps house for pools: what it asks a connection is asked of the server. */
final class HousekeepingThread extends Thread {

    HousekeepingThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }
}
