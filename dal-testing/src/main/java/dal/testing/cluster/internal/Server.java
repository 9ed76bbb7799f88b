package dal.testing.cluster.internal;

/**
 * One PostgreSQL server that can be started, stopped and broken. Every method waits until its effect is there, and all
 * of them are called one at a time.
 */
public interface Server {
    String name();

    /** Where the test reaches it; the same through every restart. */
    Endpoint endpoint();

    /** Where the other servers of the cluster reach it. */
    Endpoint peerEndpoint();

    /** True while its process exists, frozen or not. */
    boolean isAlive();

    /** Starts the stopped server; it need not accept connections yet when this returns. */
    void start();

    /** Shuts it down in order: sessions are ended, everything is written. */
    void stop();

    /** Kills every process of it at once, as a power cut would. */
    void kill();

    /** Halts every process of it where it is; its sockets stay open and silent. */
    void freeze();

    void unfreeze();

    /** What the server has logged since it was first started. */
    String log();
}
