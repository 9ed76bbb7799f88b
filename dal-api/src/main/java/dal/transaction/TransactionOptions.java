package dal.transaction;

import dal.consistency.Consistency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction may ask for. Immutable.
 *
 * @param isolation null for the server's default
 * @param readOnly whether the server is to refuse writes; a replica may then serve it
 * @param timeout the longest each of its statements may run on the server; null for the tenant class's own
 * @param consistency of a read-only transaction: how fresh its snapshot has to be; null for the session's or tenant class's own
 */
public record TransactionOptions(
        @Nullable Isolation isolation,
        boolean readOnly,
        @Nullable Duration timeout,
        @Nullable Consistency consistency) {

    private static final TransactionOptions DEFAULTS = new TransactionOptions(null, false, null, null);

    public TransactionOptions {
        if (timeout != null && timeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "A transaction's timeout has to be at least a millisecond, not " + timeout);
        }
        if (consistency != null && !readOnly) {
            throw new IllegalArgumentException(
                    "Consistency is for read-only transactions: one that writes runs on the primary");
        }
    }

    public static TransactionOptions defaults() {
        return DEFAULTS;
    }

    public TransactionOptions withIsolation(Isolation newIsolation) {
        return new TransactionOptions(newIsolation, readOnly, timeout, consistency);
    }

    /** Read-only, as of the session's or tenant class's consistency. */
    public TransactionOptions asReadOnly() {
        return new TransactionOptions(isolation, true, timeout, consistency);
    }

    public TransactionOptions withTimeout(Duration newTimeout) {
        return new TransactionOptions(isolation, readOnly, newTimeout, consistency);
    }

    /**
     * The same, as fresh as that.
     *
     * @throws IllegalArgumentException if these options are not read-only
     */
    public TransactionOptions withConsistency(Consistency newConsistency) {
        return new TransactionOptions(isolation, readOnly, timeout, newConsistency);
    }
}
