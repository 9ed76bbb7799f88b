package dal.core.transaction;

import dal.core.execution.Borrowed;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Deadline;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.core.execution.TransactionTerms;
import dal.core.execution.Work;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.error.PoolExhaustedException;
import dal.error.TimedOutException;
import dal.spi.RouteRequest.Intent;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Opens transactions, each on a connection of its own and bound to its thread, and ends them there. Thread-safe. */
final class Opening {

    private static final int LONGEST_APPLICATION_NAME = 63;

    private final Borrowing borrowing;
    private final AmbientTransactions ambient;
    private final Dsl dsl;
    private final LongSupplier clock;
    private final String applicationName;

    Opening(Borrowing borrowing, AmbientTransactions ambient, Dsl dsl, LongSupplier clock, String applicationName) {
        this.borrowing = borrowing;
        this.ambient = ambient;
        this.dsl = dsl;
        this.clock = clock;
        this.applicationName = applicationName;
    }

    /** When the transaction has to be over: one that another waits for, no later than that. */
    @Nullable
    Deadline deadline(TransactionOptions options) {
        Duration limit = options.limits().transaction();
        Deadline own = limit == null ? null : Deadline.after(limit, clock);
        OpenTransaction waiting = ambient.open();
        Deadline outer = waiting == null ? null : waiting.deadline();
        return own == null || (outer != null && outer.left() < own.left()) ? outer : own;
    }

    /** Opens one, and binds it to this thread. It has to be {@link #end ended}. */
    OpenTransaction begin(
            Principal principal,
            ClassRuntime tenantClass,
            Freshness freshness,
            TransactionOptions options,
            Retries retries) {
        boolean replica = options.readOnly() && options.isolation() != Isolation.SERIALIZABLE;
        TransactionTerms terms = new TransactionTerms(
                options.deferrable(),
                options.limits(),
                retries.deadline(),
                options.name(),
                applicationName(options.name()),
                retries.attempt(),
                options.resolution() != null);
        Work work = Work.transaction(
                options.readOnly() ? Intent.READ : Intent.WRITE,
                replica ? freshness.ofRead(tenantClass, options.consistency()) : freshness.ofWrite(tenantClass),
                options.isolation(),
                terms);
        try {
            Borrowed borrowed = borrowing.transaction(principal, tenantClass, work, freshness);
            return bound(principal, tenantClass, options, terms, borrowed);
        } catch (DatabaseException e) {
            DatabaseException error = timedOut(e, retries.deadline(), principal.context(tenantClass));
            retries.giveUp(error);
            throw error;
        }
    }

    /** On its thread. Nobody knows of its connection before. */
    private OpenTransaction bound(
            Principal principal,
            ClassRuntime tenantClass,
            TransactionOptions options,
            TransactionTerms terms,
            Borrowed borrowed) {
        try {
            OpenTransaction transaction = new OpenTransaction(
                    principal, tenantClass, options, terms, borrowed, borrowing.observers(), dsl, ambient.open());
            ambient.bind(transaction);
            return transaction;
        } catch (RuntimeException | Error e) {
            try {
                borrowed.giveBack();
            } finally {
                borrowed.finish(-1, e);
            }
            throw e;
        }
    }

    private @Nullable String applicationName(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String full = applicationName + "/" + name;
        return full.length() <= LONGEST_APPLICATION_NAME ? full : full.substring(0, LONGEST_APPLICATION_NAME);
    }

    /** Where a wait for a connection was cut by the transaction's own limit, that is what the caller is told. */
    private static DatabaseException timedOut(
            DatabaseException error, @Nullable Deadline deadline, ErrorContext context) {
        boolean waited = error instanceof PoolExhaustedException || error instanceof NodeUnavailableException;
        return waited && deadline != null && deadline.hasPassed()
                ? new TimedOutException(
                        "The transaction has taken its " + deadline.limit()
                                + " before it had a connection; nothing was sent",
                        context,
                        error)
                : error;
    }

    /** Ends one, whatever became of it, and tells the observers: what is not committed is rolled back. */
    void end(OpenTransaction transaction, @Nullable Throwable failure) {
        try {
            release(transaction, failure);
        } finally {
            transaction.tell(failure);
        }
    }

    /** Takes one off its thread, and gives back its connection: what is not committed is rolled back where there is a failure. */
    void release(OpenTransaction transaction, @Nullable Throwable failure) {
        ambient.unbind(transaction);
        try {
            if (failure != null) {
                transaction.rollback(failure);
            }
        } finally {
            transaction.giveBack();
        }
    }
}
