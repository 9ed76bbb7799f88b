package dal.core.transaction;

import dal.core.execution.Deadline;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.NodeUnavailableException;
import dal.error.SerializationFailureException;
import dal.transaction.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one transaction. Repeating one is safe where the server has rolled back all of it: it met another transaction, its connection was lost before its COMMIT
 * was sent, or its node turned out not to be the primary. Not thread-safe.
 */
final class Retries {

    /** As many tell what goes on; the rest say the same, and would fill the log. */
    private static final int MOST_EARLIER = 8;

    private final RetryPolicy policy;
    private final @Nullable Deadline deadline;
    private final Pacing pacing;
    private final List<Throwable> earlier = new ArrayList<>();
    private int attempt = 1;

    Retries(RetryPolicy policy, @Nullable Deadline deadline, Pacing pacing) {
        this.policy = policy;
        this.deadline = deadline;
        this.pacing = pacing;
    }

    /** The number of the attempt under way, from 1. */
    int attempt() {
        return attempt;
    }

    @Nullable
    Deadline deadline() {
        return deadline;
    }

    /**
     * After an attempt that failed: waits, and is true where another is to follow. Else {@code failure} is the last, and tells of those before it.
     *
     * @param reason why the server rolled it back; null if that was not its doing
     */
    boolean repeats(Throwable failure, @Nullable DatabaseException reason) {
        if (isRepeatable(failure, reason) && attempt < policy.attempts() && waits()) {
            if (earlier.size() < MOST_EARLIER) {
                earlier.add(failure);
            }
            attempt++;
            return true;
        }
        giveUp(failure);
        return false;
    }

    /** It is the last: it tells of the failures before it. */
    @SuppressWarnings("ReferenceEquality") // Nothing can be suppressed by itself.
    void giveUp(Throwable last) {
        for (Throwable before : earlier) {
            if (!before.equals(last)) {
                last.addSuppressed(before);
            }
        }
    }

    private static boolean isRepeatable(Throwable failure, @Nullable DatabaseException reason) {
        return failure instanceof Exception
                && (reason instanceof SerializationFailureException
                        || reason instanceof ConnectionLostException
                        || reason instanceof NodeUnavailableException)
                && !Thread.currentThread().isInterrupted();
    }

    private boolean waits() {
        Duration wait = pacing.upTo(longest());
        if (deadline != null && deadline.left() <= wait.toNanos()) {
            return false;
        }
        return pacing.sleeps(wait);
    }

    private Duration longest() {
        Duration longest = policy.first();
        for (int i = 1; i < attempt && longest.compareTo(policy.longest()) < 0; i++) {
            longest = longest.multipliedBy(2);
        }
        return longest.compareTo(policy.longest()) < 0 ? longest : policy.longest();
    }
}
