package dal.transaction;

/**
 * What runs inside a transaction and returns nothing.
 *
 * @param <X> what it may throw besides unchecked errors
 */
@FunctionalInterface
public interface TransactionConsumer<X extends Exception> {

    void accept(Transaction transaction) throws X;
}
