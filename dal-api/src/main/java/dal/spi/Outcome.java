package dal.spi;

import dal.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param duration from its start to its end, the wait for a connection included, in nanoseconds
 * @param poolWait the wait for a connection, in nanoseconds; 0 where none was waited for
 * @param rows rows returned, or changed where none are returned; -1 where not known
 * @param error why it failed; null if it did not
 * @param sqlState the server's code for that; null where there is none
 * @param attempts how often it was tried, hedges not counted: 1 where the first node answered
 * @param node the node that answered last; null where it is the execution's own
 * @param batchSize how many statements, or sets of binds, a batch had; 0 for what is no batch, and where not known
 * @param fetching the part of {@code duration} in which rows were read, in nanoseconds; of a cursor the reading alone, not what its user did in between
 */
public record Outcome(
        long duration,
        long poolWait,
        long rows,
        @Nullable Throwable error,
        @Nullable String sqlState,
        int attempts,
        @Nullable NodeName node,
        int batchSize,
        long fetching) {

    /** Of one attempt, on the execution's own node. */
    public Outcome(long duration, long poolWait, long rows, @Nullable Throwable error, @Nullable String sqlState) {
        this(duration, poolWait, rows, error, sqlState, 1, null);
    }

    /** Of no batch, and without time for reading rows. */
    public Outcome(
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
