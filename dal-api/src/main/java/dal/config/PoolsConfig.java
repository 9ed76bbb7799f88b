package dal.config;

import dal.cluster.PoolPurpose;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The pools of one tenant class, one for each purpose.
 *
 * @param primary for the primary's own work
 * @param fallback for reads that no replica could answer, on the primary
 * @param replica for reads, on each replica
 * @param closeAfter how long a pool may rest before it is closed with the connections it keeps; the next call opens it again. Zero for never
 * @param busyPoll the longest a reader stays awake for one read, up to 1 ms, where few wait and answers come sooner for it; zero for never
 */
public record PoolsConfig(
        PoolConfig primary, PoolConfig fallback, PoolConfig replica, Duration closeAfter, Duration busyPoll) {

    public static final Duration DEFAULT_CLOSE_AFTER = Duration.ofMinutes(10);

    /** Most answers of a server of the same machine come sooner, few of one beyond a network. */
    public static final Duration DEFAULT_BUSY_POLL = Duration.ofNanos(100_000);

    private static final Duration MOST_BUSY_POLL = Duration.ofMillis(1);

    /** {@link PoolConfig#DEFAULT}, the fallback with a quarter of it. */
    public static final PoolsConfig DEFAULT =
            new PoolsConfig(PoolConfig.DEFAULT, PoolConfig.DEFAULT.withSize(5, 0), PoolConfig.DEFAULT);

    public PoolsConfig {
        Objects.requireNonNull(primary, "primary");
        Objects.requireNonNull(fallback, "fallback");
        Objects.requireNonNull(replica, "replica");
        Limits.orThrow(faults(closeAfter, busyPoll));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(Duration closeAfter, Duration busyPoll) {
        return new Limits()
                .atLeast("close-after", Duration.ZERO, closeAfter)
                .fromUpTo("busy-poll", Duration.ZERO, MOST_BUSY_POLL, busyPoll)
                .faults();
    }

    /** Closed after the default time of rest, and polled as by default. */
    public PoolsConfig(PoolConfig primary, PoolConfig fallback, PoolConfig replica) {
        this(primary, fallback, replica, DEFAULT_CLOSE_AFTER, DEFAULT_BUSY_POLL);
    }

    /** The limits of the pool for that purpose. */
    public PoolConfig of(PoolPurpose purpose) {
        return switch (purpose) {
            case PRIMARY -> primary;
            case FALLBACK -> fallback;
            case REPLICA -> replica;
        };
    }
}
