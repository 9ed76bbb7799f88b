package dal.core.transaction;

import dal.core.execution.Borrowed;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.core.execution.Work;
import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.spi.RouteRequest.Intent;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import dal.transaction.TransactionWork;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs work in transactions: joins the one that is open, or opens, completes and ends one. Thread-safe. */
@Singleton
public final class Transactions {

    private final Borrowing borrowing;
    private final AmbientTransactions ambient;
    private final Dsl dsl;

    @Inject
    public Transactions(Borrowing borrowing, AmbientTransactions ambient, Dsl dsl) {
        this.borrowing = borrowing;
        this.ambient = ambient;
        this.dsl = dsl;
    }

    /** Runs {@code work} in {@code principal}'s open transaction, or in one of its own. */
    public <T extends @Nullable Object, X extends Exception> T run(
            Principal principal, Freshness freshness, TransactionOptions options, TransactionWork<T, X> work) throws X {
        OpenTransaction open = ambient.current(principal, freshness);
        if (open != null) {
            requireJoinable(open, options);
            return work.run(open);
        }
        OpenTransaction transaction = open(principal, freshness, options);
        Throwable failure = null;
        try {
            T result = work.run(transaction);
            transaction.complete();
            return result;
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            close(transaction, failure);
        }
    }

    /** Opens a transaction and binds it to this thread. It has to be {@link #close closed}. */
    OpenTransaction open(Principal principal, Freshness freshness, TransactionOptions options) {
        ClassRuntime tenantClass = borrowing.classOf(principal);
        ErrorContext context = principal.context(tenantClass);
        borrowing.enter(tenantClass, context);
        try {
            boolean replica = options.readOnly() && options.isolation() != Isolation.SERIALIZABLE;
            Work work = Work.transaction(
                    options.readOnly() ? Intent.READ : Intent.WRITE,
                    replica ? freshness.ofRead(tenantClass, options.consistency()) : freshness.ofWrite(tenantClass),
                    options.isolation(),
                    options.timeout());
            Borrowed borrowed = borrowing.transaction(principal, tenantClass, work, freshness);
            OpenTransaction transaction =
                    new OpenTransaction(principal, tenantClass, options, borrowed, borrowing.observers(), dsl);
            ambient.bind(transaction);
            return transaction;
        } catch (RuntimeException | Error e) {
            borrowing.leave(tenantClass);
            throw e;
        }
    }

    /** Ends a transaction, whatever became of it: what is not committed is rolled back. */
    void close(OpenTransaction transaction, @Nullable Throwable failure) {
        ambient.unbind();
        try {
            if (failure != null) {
                transaction.rollback(failure);
            }
        } finally {
            try {
                transaction.end(failure);
            } finally {
                borrowing.leave(transaction.tenantClass());
            }
        }
    }

    private static void requireJoinable(OpenTransaction open, TransactionOptions wanted) {
        TransactionOptions has = open.options();
        if (has.readOnly() && !wanted.readOnly()) {
            throw refusal("it is read-only and this work may write: open the outer one read-write");
        }
        Duration timeout = wanted.timeout();
        if (timeout != null && (has.timeout() == null || has.timeout().compareTo(timeout) > 0)) {
            throw refusal("its statements may run longer than the " + timeout
                    + " this work asks for: ask for that on the outer one");
        }
        Isolation isolation = wanted.isolation();
        if (isolation != null && isolation != has.isolation()) {
            throw refusal("it runs at "
                    + (has.isolation() == null
                            ? "the server's default isolation"
                            : has.isolation().sql()) + " and this work asks for " + isolation.sql()
                    + ": ask for that on the outer one");
        }
    }

    private static InvalidUseException refusal(String reason) {
        return new InvalidUseException("The open transaction cannot be joined: " + reason, ErrorContext.NONE, null);
    }
}
