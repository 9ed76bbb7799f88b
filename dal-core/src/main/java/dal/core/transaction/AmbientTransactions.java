package dal.core.transaction;

import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.error.InvalidUseException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The open transaction of each thread, at most one. Not inherited by other threads. */
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
                            + " cannot be used inside it: end the transaction first",
                    principal.context(),
                    null);
        }
        if (transaction != null) {
            transaction.join(freshness);
        }
        return transaction;
    }

    void bind(OpenTransaction transaction) {
        open.set(transaction);
    }

    void unbind() {
        open.remove();
    }
}
