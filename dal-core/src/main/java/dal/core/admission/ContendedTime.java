package dal.core.admission;

/** A clock that runs only while somebody waits, in nanoseconds; so whoever takes and gives back while nobody does need not look at any. Guarded by the admission's lock. */
final class ContendedTime {

    private boolean running;
    private long before;
    private long since;

    void start(long now) {
        if (!running) {
            running = true;
            since = now;
        }
    }

    void stop(long now) {
        if (running) {
            running = false;
            before += now - since;
        }
    }

    /** @param now ignored while it does not run */
    long at(long now) {
        return running ? before + (now - since) : before;
    }
}
