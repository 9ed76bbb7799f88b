package dal.cluster;

import java.util.Locale;

/** What a pool is for. A tenant class has at most one pool of each purpose on a node. */
public enum PoolPurpose {
    /** Writes, read-write transactions and strong reads, on the primary; all reads too where a cluster has no replica. */
    PRIMARY,
    /** Reads that no replica could answer, on the primary: a small pool, so that they cannot crowd out its own work. */
    FALLBACK,
    /** Reads on a replica. */
    REPLICA;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in logs, metrics and application_name. */
    public String label() {
        return label;
    }
}
