package dal;

import dal.error.DatabaseException;
import dal.transaction.TransactionConsumer;
import dal.transaction.TransactionOptions;
import dal.transaction.TransactionWork;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * A database to work with: a tenant's ({@link TenantDatabase}), or that of work which belongs to no tenant ({@link DbConnectionManager#unscoped}). Thread-safe;
 * holds no connection between calls. Every method may throw a {@link DatabaseException}.
 *
 * <p>A transaction is bound to its thread: within it, {@link #dsl()}, {@link #read}, {@link #inTransaction} and {@link #atomic} of the same tenant join it, which is how two
 * services compose. Another tenant's database inside it is refused. Threads do not inherit the binding.
 */
public interface Database {

    /**
     * Executes each statement where it belongs: what is provably a read on a replica fresh enough, all else on the primary. Each is its own transaction and
     * one round trip, the tenant's binding included; inside an open transaction it joins that. Records fetched with it stay attached: {@code store()} is a
     * fresh write.
     *
     * <p>Its configuration is shared by everybody who uses this tenant's database: change a derived one ({@code dsl().configuration().derive(...)}), never it.
     *
     * <p>Not one round trip: cursors, batches, callables and {@code connection(...)}, which run inside a transaction of their own on the primary.
     */
    DSLContext dsl();

    /**
     * Runs a block of reads on one node, chosen once. Every statement is its own round trip and sees at least what an earlier one saw. A statement that
     * writes is refused, by the client where it is known to and by the server otherwise. Inside an open transaction the block joins it.
     *
     * <p>What the block gave out ends with it: its DSLContext, a cursor or stream of it, a record stored with it throw a {@link
     * dal.error.ScopeEndedException} afterwards.
     */
    <T extends @Nullable Object, X extends Exception> T read(ReadOptions options, ReadWork<T, X> work) throws X;

    /** {@link #read(ReadOptions, ReadWork)} with the tenant class's defaults. */
    default <T extends @Nullable Object, X extends Exception> T read(ReadWork<T, X> work) throws X {
        return read(ReadOptions.defaults(), work);
    }

    /**
     * Runs the work in a transaction: committed when it returns, rolled back when it throws. n statements cost n + 1 round trips: BEGIN, the isolation and the
     * tenant ride on the first statement, and a session's token on the COMMIT. Without a statement nothing is sent. Inside an open transaction of this tenant
     * the work joins it, and the outermost one commits; options that the open transaction does not meet are refused.
     *
     * <p>A transaction whose statement has failed cannot commit: if the work swallowed the error, {@link dal.error.TransactionRolledBackException} is thrown.
     */
    <T extends @Nullable Object, X extends Exception> T inTransaction(
            TransactionOptions options, TransactionWork<T, X> work) throws X;

    /** {@link #inTransaction(TransactionOptions, TransactionWork)}, read-write, in the server's default isolation. */
    default <T extends @Nullable Object, X extends Exception> T inTransaction(TransactionWork<T, X> work) throws X {
        return inTransaction(TransactionOptions.defaults(), work);
    }

    /**
     * Applies statements that need nothing of each other's results, all or nothing, in one round trip: the tenant's binding, BEGIN and COMMIT travel with
     * them, and so does a session's token. On the primary, in the server's default isolation.
     *
     * <pre>{@code
     * Insert<?> entry = insertInto(ENTRY).set(...).returning(ENTRY.ID);
     * AtomicResult done = database.atomic(entry, update(ACCOUNT).set(...).where(...));
     * long changed = done.effects().get(1).count();
     * }</pre>
     *
     * <p>They are executed in the order given, and rendered as {@link #dsl()} renders, whatever they were built with. Each sees what those before it did. Plain
     * SQL is taken too, one statement in each, without transaction control; what cannot run in a transaction is refused by the server. Without a statement nothing
     * is sent.
     *
     * <p>Inside an open transaction of this tenant they join it, in one round trip too: behind a savepoint, to which an error rolls back, so that the transaction
     * can go on and commit. What is written then takes effect with that transaction.
     *
     * <p>An error tells which statement failed ({@link DatabaseException#statement()}), or that the commit did, as with a deferred constraint: nothing was applied
     * then. Where the connection is lost after they were sent, {@link dal.error.CommitOutcomeUnknownException} is thrown, and nothing is repeated.
     *
     * <p>More than one round trip, still one transaction: where many wide rows come back, or the driver has to ask for a type first.
     *
     * @param statements at most 250, with at most 65,535 bind values among them, the tenant's included; rows that they return are kept in memory
     * @throws dal.error.InvalidUseException if they are too many, or one may not be sent; nothing was sent then
     */
    AtomicResult atomic(Query... statements);

    /** {@link #inTransaction(TransactionOptions, TransactionWork)} for work without a result. */
    default <X extends Exception> void useTransaction(TransactionOptions options, TransactionConsumer<X> work)
            throws X {
        this.<@Nullable Void, X>inTransaction(options, transaction -> {
            work.accept(transaction);
            return null;
        });
    }

    /** {@link #useTransaction(TransactionOptions, TransactionConsumer)}, read-write, in the server's default isolation. */
    default <X extends Exception> void useTransaction(TransactionConsumer<X> work) throws X {
        useTransaction(TransactionOptions.defaults(), work);
    }
}
