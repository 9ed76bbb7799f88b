package dal.transaction;

import org.jspecify.annotations.Nullable;

/**
 * What runs inside a transaction.
 *
 * @param <T> what it returns
 * @param <X> what it may throw besides unchecked errors
 */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object, X extends Exception> {

    T run(Transaction transaction) throws X;
}
