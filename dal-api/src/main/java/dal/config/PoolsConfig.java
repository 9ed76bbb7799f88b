package dal.config;

import dal.cluster.PoolPurpose;
import java.util.Objects;

/**
 * The pools of one tenant class, one for each purpose.
 *
 * @param primary for the primary's own work
 * @param fallback for reads that no replica could answer, on the primary
 * @param replica for reads, on each replica
 */
public record PoolsConfig(PoolConfig primary, PoolConfig fallback, PoolConfig replica) {

    /** {@link PoolConfig#DEFAULT}, the fallback with a quarter of it. */
    public static final PoolsConfig DEFAULT =
            new PoolsConfig(PoolConfig.DEFAULT, PoolConfig.DEFAULT.withSize(5, 0), PoolConfig.DEFAULT);

    public PoolsConfig {
        Objects.requireNonNull(primary, "primary");
        Objects.requireNonNull(fallback, "fallback");
        Objects.requireNonNull(replica, "replica");
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
