package dal.core.transaction;

import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.error.InvalidUseException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The open transaction of each thread; at most one, and those that wait for it to end. Not inherited by other threads. */
@Singleton
public final class AmbientTransactions {

    private final ThreadLocal<@Nullable OpenTransaction> open = new ThreadLocal<>();

    /**
     * The transaction this thread has open, joined by work of {@code principal}; null if there is none.
     *
     * @param freshness is told the position behind its commit
     *
     * @throws InvalidUseException if it is another's
     */
    public @Nullable OpenTransaction current(Principal principal, Freshness freshness) {
        OpenTransaction transaction = open.get();
        if (transaction != null && !transaction.principal().equals(principal)) {
            throw new InvalidUseException(
                    "A transaction of " + transaction.principal().owner()
                            + " is open on this thread; the database of " + principal.owner()
                            + " cannot be used inside it: end the transaction first, or ask for one of its own by"
                            + " TransactionOptions.requiresNew()",
                    principal.context(),
                    null);
        }
        if (transaction != null) {
            transaction.join(freshness);
        }
        return transaction;
    }

    /** What this thread has open, whoever's it is; null if nothing. */
    @Nullable
    OpenTransaction open() {
        return open.get();
    }

    void bind(OpenTransaction transaction) {
        open.set(transaction);
    }

    /** It has ended: the one that waited for it is this thread's again. */
    void unbind(OpenTransaction transaction) {
        OpenTransaction outer = transaction.outer();
        if (outer == null) {
            open.remove();
        } else {
            open.set(outer);
        }
    }
}
