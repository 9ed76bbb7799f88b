package dal.spi;

import dal.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/** How an execution ended. Does not change once it is told; no record, so that whoever ran the execution need not copy what it counted for each one. */
public interface Outcome {

    /** From its start to its end, the wait for a connection included, in nanoseconds. */
    long duration();

    /** The wait for a connection, in nanoseconds; 0 where none was waited for. */
    long poolWait();

    /** Rows returned, or changed where none are returned; -1 where not known. */
    long rows();

    /** Why it failed; null if it did not. */
    @Nullable
    Throwable error();

    /** The server's code for that; null where there is none. */
    @Nullable
    String sqlState();

    /** How often it was tried, hedges not counted: 1 where the first node answered. */
    int attempts();

    /** The node that answered last; null where it is the execution's own. */
    @Nullable
    NodeName node();

    /** How many statements, or sets of binds, a batch had; 0 for what is no batch, and where not known. */
    int batchSize();

    /** The part of {@link #duration} in which rows were read, in nanoseconds; of a cursor the reading alone, not what its user did in between. */
    long fetching();
}
