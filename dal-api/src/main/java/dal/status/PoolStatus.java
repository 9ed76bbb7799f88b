package dal.status;

import java.time.Duration;

/**
 * One pool as it was a moment ago. The counts are read one after another, so they need not add up to the connection.
 *
 * @param name which pool
 * @param max most connections it may hold
 * @param total connections it holds
 * @param active of those, in use
 * @param idle of those, free
 * @param waiting calls that wait for one
 * @param min connections it keeps although nobody wants them
 * @param longestUse for how long the connection that was taken first has been in use; zero where none is, and where nobody {@linkplain
 *     dal.spi.PoolListener#acquired listens to calls}, since then nobody looks at the clock
 */
public record PoolStatus(
        PoolName name, int max, int total, int active, int idle, int waiting, int min, Duration longestUse) {

    /** Of a pool that keeps none, and of whose use nothing is known. */
    public PoolStatus(PoolName name, int max, int total, int active, int idle, int waiting) {
        this(name, max, total, active, idle, waiting, 0, Duration.ZERO);
    }
}
