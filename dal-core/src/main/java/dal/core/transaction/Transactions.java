package dal.core.transaction;

import dal.config.DataAccessConfig;
import dal.core.connection.TransactionIdentity;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Deadline;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import dal.transaction.Propagation;
import dal.transaction.TransactionOptions;
import dal.transaction.TransactionWork;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import org.jooq.Record2;
import org.jspecify.annotations.Nullable;

/** Runs work in transactions: joins the one that is open, or completes one of its own, and repeats it where it may. Thread-safe. */
@Singleton
public final class Transactions {

    private final Borrowing borrowing;
    private final AmbientTransactions ambient;
    private final Pacing pacing;
    private final Opening opening;

    @Inject
    public Transactions(
            Borrowing borrowing, AmbientTransactions ambient, Dsl dsl, Pacing pacing, DataAccessConfig config) {
        this.borrowing = borrowing;
        this.ambient = ambient;
        this.pacing = pacing;
        this.opening = new Opening(borrowing, ambient, dsl, pacing.clock(), config.applicationName());
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
        return options.propagation() == Propagation.NESTED ? NestedWork.run(open, work) : work.run(open);
    }

    private <T extends @Nullable Object, X extends Exception> T outermost(
            Principal principal, Freshness freshness, TransactionOptions options, TransactionWork<T, X> work) throws X {
        Retries retries = new Retries(options.retryPolicy(), opening.deadline(options), pacing);
        ClassRuntime entered = enter(principal);
        try {
            while (true) {
                // A tenant may have moved between two attempts.
                ClassRuntime tenantClass = retries.attempt() == 1 ? entered : borrowing.classOf(principal);
                OpenTransaction transaction = opening.begin(principal, tenantClass, freshness, options, retries);
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
            opening.end(transaction, e);
            throw e;
        }
        if (lost == null) {
            opening.end(transaction, null);
        } else {
            opening.release(transaction, lost);
            resolve(transaction, freshness, lost);
        }
        return result;
    }

    /** A transaction for jOOQ's own API, bound to this thread. It has to be {@link #close closed}. */
    OpenTransaction open(Principal principal, Freshness freshness, TransactionOptions options) {
        ClassRuntime entered = enter(principal);
        try {
            return opening.begin(
                    principal,
                    entered,
                    freshness,
                    options,
                    new Retries(options.retryPolicy(), opening.deadline(options), pacing));
        } catch (RuntimeException | Error e) {
            borrowing.leave(entered);
            throw e;
        }
    }

    /** Ends a transaction, whatever became of it: what is not committed is rolled back. */
    void close(OpenTransaction transaction, @Nullable Throwable failure) {
        try {
            opening.end(transaction, failure);
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
        OpenTransaction asking = opening.begin(
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
            opening.end(asking, failure);
        }
    }
}
