package dal.spi;

import java.time.Duration;

/** Something to be stopped in order when the manager shuts down. */
public interface LifecycleParticipant {

    /** For the report. */
    String name();

    Phase phase();

    /**
     * Stops it. Called once. What it throws is reported and stops nobody else.
     *
     * @param remaining how long it may take
     */
    void stop(Duration remaining) throws Exception;

    /** The order of stopping. */
    enum Phase {
        /** What brings work in: an HTTP server. */
        INGRESS,
        /** What fetches work: consumers, schedulers. */
        CONSUMERS,
        /** The manager itself: work drains, pools close. */
        DATA,
        /** What watches nodes. */
        MONITORS,
        /** Other stores: caches. */
        CACHES,
        /** What tells of all this, flushed last. */
        TELEMETRY
    }
}
