package dal.core.transaction;

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
     * The transaction this thread has open, if {@code tenant}'s work may join it.
     *
     * @throws InvalidUseException if it is another tenant's
     */
    public @Nullable OpenTransaction current(TenantId tenant) {
        OpenTransaction transaction = open.get();
        if (transaction != null && !transaction.tenant().equals(tenant)) {
            throw new InvalidUseException(
                    "A transaction of tenant '" + transaction.tenant()
                            + "' is open on this thread; the database of tenant '" + tenant
                            + "' cannot be used inside it: end the transaction first",
                    new ErrorContext(tenant, null, null, null),
                    null);
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
