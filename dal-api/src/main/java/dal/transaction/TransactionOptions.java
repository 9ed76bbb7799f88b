package dal.transaction;

import dal.consistency.Consistency;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction may ask for. Immutable. All of it rides on the first statement: no option costs a round trip, but {@link Propagation#NESTED}'s savepoint.
 *
 * <pre>{@code
 * TransactionOptions.defaults()
 *         .withIsolation(Isolation.SERIALIZABLE)
 *         .withTransactionTimeout(Duration.ofSeconds(2))
 *         .withName("transfer");
 * }</pre>
 *
 * @param isolation null for the server's default
 * @param readOnly whether the server is to refuse writes; a replica may then serve it
 * @param deferrable whether it waits for a snapshot in which it can neither fail nor make others fail; only if serializable and read-only
 * @param consistency of a read-only transaction: how fresh its snapshot has to be; null for the session's or tenant class's own
 * @param limits how long it may take
 * @param name what it is called, to observers and in application_name; null for none
 * @param propagation what becomes of it where a transaction is open already
 * @param retry how it is repeated; null for {@link RetryPolicy#usual()} above read committed, and {@link RetryPolicy#none()} otherwise
 * @param resolution how long to ask for the outcome if the connection is lost during COMMIT; null for not at all
 */
public record TransactionOptions(
        @Nullable Isolation isolation,
        boolean readOnly,
        boolean deferrable,
        @Nullable Consistency consistency,
        TransactionLimits limits,
        @Nullable String name,
        Propagation propagation,
        @Nullable RetryPolicy retry,
        @Nullable Duration resolution) {

    /** As many bytes as application_name holds. */
    private static final int LONGEST_NAME = 63;

    private static final Duration USUAL_RESOLUTION = Duration.ofSeconds(10);

    private static final TransactionOptions DEFAULTS = new TransactionOptions(
            null, false, false, null, TransactionLimits.NONE, null, Propagation.JOIN, null, null);

    public TransactionOptions {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(propagation, "propagation");
        if (consistency != null && !readOnly) {
            throw new IllegalArgumentException(
                    "Consistency is for read-only transactions: one that writes runs on the primary");
        }
        if (deferrable && !(readOnly && isolation == Isolation.SERIALIZABLE)) {
            throw new IllegalArgumentException(
                    "Only a serializable read-only transaction is deferrable: the server ignores it on any other");
        }
        if (resolution != null && readOnly) {
            throw new IllegalArgumentException("A read-only transaction has no outcome to resolve");
        }
        if (resolution != null && resolution.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "An outcome is asked for during at least a millisecond, not " + resolution);
        }
        if (name != null && (name.isBlank() || name.length() > LONGEST_NAME || !isPrintable(name))) {
            throw new IllegalArgumentException(
                    "A transaction's name has 1 to " + LONGEST_NAME + " printable ASCII characters");
        }
    }

    private static boolean isPrintable(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** Read-write, in the server's default isolation, without limits of its own, joining. */
    public static TransactionOptions defaults() {
        return DEFAULTS;
    }

    /** At that isolation. */
    public TransactionOptions withIsolation(Isolation newIsolation) {
        return new TransactionOptions(
                newIsolation, readOnly, deferrable, consistency, limits, name, propagation, retry, resolution);
    }

    /** Read-only, as of the session's or tenant class's consistency. */
    public TransactionOptions asReadOnly() {
        return new TransactionOptions(
                isolation, true, deferrable, consistency, limits, name, propagation, retry, resolution);
    }

    /**
     * Serializable, read-only and deferrable: waits on the primary until it can see a snapshot that no concurrent transaction can spoil, and then neither fails with a
     * serialization failure nor causes one. For long reports.
     */
    public TransactionOptions asDeferrable() {
        return new TransactionOptions(
                Isolation.SERIALIZABLE, true, true, consistency, limits, name, propagation, retry, resolution);
    }

    /**
     * The same, as fresh as that.
     *
     * @throws IllegalArgumentException if these options are not read-only
     */
    public TransactionOptions withConsistency(Consistency newConsistency) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, newConsistency, limits, name, propagation, retry, resolution);
    }

    /** The longest each statement may run on the server (statement_timeout); as {@link dal.ReadOptions#withTimeout} limits each of a block's. */
    public TransactionOptions withTimeout(Duration perStatement) {
        return withLimits(new TransactionLimits(perStatement, limits.transaction(), limits.idle()));
    }

    /**
     * The longest all of it may take, from the call to before its COMMIT: the wait for a connection, every attempt and every statement wait no longer than what is left of
     * it. Where the server is PostgreSQL 17 or later, it ends what outlives that by more than a second by itself (transaction_timeout), which a client that is gone cannot.
     */
    public TransactionOptions withTransactionTimeout(Duration whole) {
        return withLimits(new TransactionLimits(limits.statement(), whole, limits.idle()));
    }

    /** The longest the server waits for the next statement before it ends the transaction and its connection (idle_in_transaction_session_timeout). */
    public TransactionOptions withIdleTimeout(Duration betweenStatements) {
        return withLimits(new TransactionLimits(limits.statement(), limits.transaction(), betweenStatements));
    }

    private TransactionOptions withLimits(TransactionLimits newLimits) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, consistency, newLimits, name, propagation, retry, resolution);
    }

    /** Called that. Names are few: never one with an id in it. */
    public TransactionOptions withName(String newName) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, consistency, limits, newName, propagation, retry, resolution);
    }

    /** In a savepoint of the open transaction, if there is one. */
    public TransactionOptions nested() {
        return with(Propagation.NESTED);
    }

    /** In a transaction and on a connection of its own, whatever is open; over no later than what is open has to be. */
    public TransactionOptions requiresNew() {
        return with(Propagation.REQUIRES_NEW);
    }

    private TransactionOptions with(Propagation newPropagation) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, consistency, limits, name, newPropagation, retry, resolution);
    }

    /** Repeated so. */
    public TransactionOptions withRetry(RetryPolicy newRetry) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, consistency, limits, name, propagation, newRetry, resolution);
    }

    /** {@link #resolvingOutcome(Duration)} for up to 10 seconds. */
    public TransactionOptions resolvingOutcome() {
        return resolvingOutcome(USUAL_RESOLUTION);
    }

    /**
     * If the connection is lost during COMMIT, the server is asked what became of the transaction: committed, and the result is returned; rolled back, and it is repeated if it
     * may be. Only if that cannot be told in time, or another node has been promoted, {@link dal.error.CommitOutcomeUnknownException} is thrown. Costs a transaction id
     * even where nothing is written, and no round trip.
     */
    public TransactionOptions resolvingOutcome(Duration atMost) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, consistency, limits, name, propagation, retry, atMost);
    }

    /** How it is repeated, asked for or not: by default where its isolation is above read committed, since only that makes serialization failures an everyday event. */
    public RetryPolicy retryPolicy() {
        if (retry != null) {
            return retry;
        }
        return isolation == null
                ? RetryPolicy.none()
                : switch (isolation) {
                    case READ_UNCOMMITTED, READ_COMMITTED -> RetryPolicy.none();
                    case REPEATABLE_READ, SERIALIZABLE -> RetryPolicy.usual();
                };
    }
}
