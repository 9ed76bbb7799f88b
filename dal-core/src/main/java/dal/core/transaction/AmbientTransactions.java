package dal.core.transaction;

import dal.core.execution.Freshness;
import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.tenant.TenantId;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The open transaction of each thread, at most one. Not inherited by other threads. */
@Singleton
public final class AmbientTransactions {

    private final ThreadLocal<@Nullable OpenTransaction> open = new ThreadLocal<>();

    /**
     * The transaction this thread has open, joined by {@code tenant}'s work; null if there is none.
     *
     * @param freshness is told the position behind its commit
     *
     * @throws InvalidUseException if it is another tenant's
     */
    public @Nullable OpenTransaction current(TenantId tenant, Freshness freshness) {
        OpenTransaction transaction = open.get();
        if (transaction != null && !transaction.tenant().equals(tenant)) {
            throw new InvalidUseException(
                    "A transaction of tenant '" + transaction.tenant()
                            + "' is open on this thread; the database of tenant '" + tenant
                            + "' cannot be used inside it: end the transaction first",
                    new ErrorContext(tenant, null, null, null),
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
