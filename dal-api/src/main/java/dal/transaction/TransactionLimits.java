package dal.transaction;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a transaction may take; each at least a millisecond. What runs into one of them throws {@link dal.error.TimedOutException}, and is rolled back.
 *
 * @param statement the longest each of its statements may run on the server; null for the tenant class's own
 * @param transaction the longest all of it may take, the waits for connections and all attempts included; null for no limit
 * @param idle the longest the server waits for its next statement; null for the server's own
 */
public record TransactionLimits(
        @Nullable Duration statement,
        @Nullable Duration transaction,
        @Nullable Duration idle) {

    /** No limits of its own. */
    public static final TransactionLimits NONE = new TransactionLimits(null, null, null);

    public TransactionLimits {
        requirePositive("timeout for its statements", statement);
        requirePositive("timeout", transaction);
        requirePositive("idle timeout", idle);
    }

    private static void requirePositive(String what, @Nullable Duration limit) {
        if (limit != null && limit.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "A transaction's " + what + " has to be at least a millisecond, not " + limit);
        }
    }
}
