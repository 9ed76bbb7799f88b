package dal.telemetry;

import dal.cluster.NodeName;
import dal.spi.Outcome;
import org.jspecify.annotations.Nullable;

/** An outcome that is told by hand. */
public record Ended(
        long duration,
        long poolWait,
        long rows,
        @Nullable Throwable error,
        @Nullable String sqlState,
        int attempts,
        @Nullable NodeName node,
        int batchSize,
        long fetching)
        implements Outcome {

    /** Of one attempt, on the execution's own node. */
    public Ended(long duration, long poolWait, long rows, @Nullable Throwable error, @Nullable String sqlState) {
        this(duration, poolWait, rows, error, sqlState, 1, null);
    }

    /** Of no batch, and without time for reading rows. */
    public Ended(
            long duration,
            long poolWait,
            long rows,
            @Nullable Throwable error,
            @Nullable String sqlState,
            int attempts,
            @Nullable NodeName node) {
        this(duration, poolWait, rows, error, sqlState, attempts, node, 0, 0);
    }
}
