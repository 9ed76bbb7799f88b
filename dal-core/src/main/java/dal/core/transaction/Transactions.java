package dal.core.transaction;

import dal.config.DataAccessConfig;
import dal.core.connection.TransactionIdentity;
import dal.core.execution.Borrowed;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Deadline;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.core.execution.TransactionTerms;
import dal.core.execution.Work;
import dal.core.transaction.OpenTransaction.SavedPoint;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.error.PoolExhaustedException;
import dal.error.TimedOutException;
import dal.spi.RouteRequest.Intent;
import dal.transaction.Isolation;
import dal.transaction.Propagation;
import dal.transaction.TransactionOptions;
import dal.transaction.TransactionWork;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import org.jooq.Record2;
import org.jspecify.annotations.Nullable;

/** Runs work in transactions: joins the one that is open, or opens, completes and ends one, and repeats it where it may. Thread-safe. */
@Singleton
public final class Transactions {

    private static final int LONGEST_APPLICATION_NAME = 63;

    private final Borrowing borrowing;
    private final AmbientTransactions ambient;
    private final Dsl dsl;
    private final Pacing pacing;
    private final String applicationName;

    @Inject
    public Transactions(
            Borrowing borrowing, AmbientTransactions ambient, Dsl dsl, Pacing pacing, DataAccessConfig config) {
        this.borrowing = borrowing;
        this.ambient = ambient;
        this.dsl = dsl;
        this.pacing = pacing;
        this.applicationName = config.applicationName();
    }

    /** Runs {@code work} in {@code principal}'s open transaction, or in one of its own. */
    public <T extends @Nullable Object, X extends Exception> T run(
            Principal principal, Freshness freshness, TransactionOptions options, TransactionWork<T, X> work) throws X {
        OpenTransaction open =
                options.propagation() == Propagation.REQUIRES_NEW ? null : ambient.current(principal, freshness);
        if (open == null) {
            return outermost(principal, freshness, options, work);
        }
        Joining.require(open, options);
        return options.propagation() == Propagation.NESTED ? nested(open, work) : work.run(open);
    }

    private static <T extends @Nullable Object, X extends Exception> T nested(
            OpenTransaction open, TransactionWork<T, X> work) throws X {
        SavedPoint point = open.savepoint();
        NestedWork nested = new NestedWork(open);
        T result;
        try {
            result = work.run(nested);
            if (!nested.isGivenUp()) {
                open.requireUnfailed(
                        "The nested work cannot be kept, since a statement in it failed and its error was swallowed; it was rolled back");
                open.release(point);
            }
        } catch (Throwable e) {
            try {
                open.rollbackTo(point);
            } catch (DatabaseException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        }
        if (nested.isGivenUp()) {
            open.rollbackTo(point);
        }
        return result;
    }

    private <T extends @Nullable Object, X extends Exception> T outermost(
            Principal principal, Freshness freshness, TransactionOptions options, TransactionWork<T, X> work) throws X {
        Retries retries = new Retries(options.retryPolicy(), deadline(options), pacing);
        ClassRuntime entered = enter(principal);
        try {
            while (true) {
                // A tenant may have moved between two attempts.
                ClassRuntime tenantClass = retries.attempt() == 1 ? entered : borrowing.classOf(principal);
                OpenTransaction transaction = begin(principal, tenantClass, freshness, options, retries);
                T result;
                try {
                    result = attempt(transaction, freshness, work);
                } catch (Throwable e) {
                    if (retries.repeats(e, transaction.reason(e))) {
                        continue;
                    }
                    transaction.runHooks(e);
                    throw e;
                }
                transaction.runHooks(null);
                return result;
            }
        } finally {
            borrowing.leave(entered);
        }
    }

    private <T extends @Nullable Object, X extends Exception> T attempt(
            OpenTransaction transaction, Freshness freshness, TransactionWork<T, X> work) throws X {
        T result;
        CommitOutcomeUnknownException lost;
        try {
            result = work.run(transaction);
            lost = transaction.complete();
        } catch (Throwable e) {
            end(transaction, e);
            throw e;
        }
        if (lost == null) {
            end(transaction, null);
        } else {
            release(transaction, lost);
            resolve(transaction, freshness, lost);
        }
        return result;
    }

    /** A transaction for jOOQ's own API, bound to this thread. It has to be {@link #close closed}. */
    OpenTransaction open(Principal principal, Freshness freshness, TransactionOptions options) {
        ClassRuntime entered = enter(principal);
        try {
            return begin(
                    principal,
                    entered,
                    freshness,
                    options,
                    new Retries(options.retryPolicy(), deadline(options), pacing));
        } catch (RuntimeException | Error e) {
            borrowing.leave(entered);
            throw e;
        }
    }

    /** Ends a transaction, whatever became of it: what is not committed is rolled back. */
    void close(OpenTransaction transaction, @Nullable Throwable failure) {
        try {
            end(transaction, failure);
            transaction.runHooks(failure);
        } finally {
            borrowing.leave(transaction.tenantClass());
        }
    }

    private ClassRuntime enter(Principal principal) {
        ClassRuntime tenantClass = borrowing.classOf(principal);
        borrowing.enter(tenantClass, principal.context(tenantClass));
        return tenantClass;
    }

    /** When the transaction has to be over: one that another waits for, no later than that. */
    private @Nullable Deadline deadline(TransactionOptions options) {
        Duration limit = options.limits().transaction();
        Deadline own = limit == null ? null : Deadline.after(limit, pacing.clock());
        OpenTransaction waiting = ambient.open();
        Deadline outer = waiting == null ? null : waiting.deadline();
        return own == null || (outer != null && outer.left() < own.left()) ? outer : own;
    }

    private OpenTransaction begin(
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
            OpenTransaction transaction = new OpenTransaction(
                    principal, tenantClass, options, terms, borrowed, borrowing.observers(), dsl, ambient.open());
            ambient.bind(transaction);
            return transaction;
        } catch (DatabaseException e) {
            DatabaseException error = timedOut(e, retries.deadline(), principal.context(tenantClass));
            retries.giveUp(error);
            throw error;
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

    private void end(OpenTransaction transaction, @Nullable Throwable failure) {
        try {
            release(transaction, failure);
        } finally {
            transaction.tell(failure);
        }
    }

    private void release(OpenTransaction transaction, @Nullable Throwable failure) {
        ambient.unbind(transaction);
        try {
            if (failure != null) {
                transaction.rollback(failure);
            }
        } finally {
            transaction.giveBack();
        }
    }

    /** Returns if the transaction is committed, and throws what its caller is to be told otherwise. */
    private void resolve(OpenTransaction lost, Freshness freshness, CommitOutcomeUnknownException unknown) {
        DatabaseException error = null;
        try {
            TransactionIdentity identity = Objects.requireNonNull(lost.identity(), "identity");
            Duration atMost = Objects.requireNonNull(lost.options().resolution(), "resolution");
            LostCommit commit = new LostCommit(
                    identity, Objects.requireNonNull(lost.context().node(), "node"), pacing);
            switch (commit.fate(atMost, (id, until) -> ask(lost, freshness, id, until), unknown)) {
                case COMMITTED -> lost.end().isCommitted();
                case ROLLED_BACK -> error = lost.end().isRolledBack(unknown);
                case UNKNOWN -> error = unknown;
            }
        } finally {
            lost.tell(error);
        }
        if (error != null) {
            throw error;
        }
    }

    /** Asks the primary what became of it, in a transaction whose position tells the sessions that they have seen the lost one's. */
    private LostCommit.Answer ask(OpenTransaction lost, Freshness freshness, String id, Deadline until) {
        TransactionOptions options = TransactionOptions.defaults()
                .withName("commit-outcome")
                .withTransactionTimeout(Duration.ofMillis(until.leftMillis()));
        OpenTransaction asking = begin(
                lost.principal(),
                lost.tenantClass(),
                freshness,
                options,
                new Retries(options.retryPolicy(), until, pacing));
        Throwable failure = null;
        try {
            lost.joined().forEach(asking::join);
            Record2<String, String> told = asking.dsl()
                    .select(OutcomeQuery.status(id), OutcomeQuery.TIMELINE)
                    .fetchSingle();
            var unused = asking.complete();
            return new LostCommit.Answer(
                    told.value1(),
                    told.value2(),
                    Objects.requireNonNull(asking.context().node(), "node"));
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            end(asking, failure);
        }
    }
}
