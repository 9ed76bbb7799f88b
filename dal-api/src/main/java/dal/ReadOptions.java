package dal;

import dal.consistency.Consistency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a block of reads may ask for. Immutable.
 *
 * @param consistency how fresh its reads have to be; null for the session's or tenant class's own
 * @param timeout the longest each of its statements may run on the server; null for the tenant class's own
 */
public record ReadOptions(
        @Nullable Consistency consistency, @Nullable Duration timeout) {

    private static final ReadOptions DEFAULTS = new ReadOptions(null, null);

    public ReadOptions {
        if (timeout != null && timeout.toMillis() < 1) {
            throw new IllegalArgumentException("A read's timeout has to be at least a millisecond, not " + timeout);
        }
    }

    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    public ReadOptions withConsistency(Consistency newConsistency) {
        return new ReadOptions(newConsistency, timeout);
    }

    public ReadOptions withTimeout(Duration newTimeout) {
        return new ReadOptions(consistency, newTimeout);
    }
}
