package dal.core.connection;

import org.jspecify.annotations.Nullable;

/**
 * By what a server knows a transaction.
 *
 * @param id its 64-bit transaction id (xid8), which is given once on a timeline, and once more after a promotion
 * @param timeline the timeline on which it is this transaction
 */
public record TransactionIdentity(String id, String timeline) {

    /** From {@code id/timeline}; null of null. */
    static @Nullable TransactionIdentity parse(@Nullable String told) {
        if (told == null) {
            return null;
        }
        int slash = told.indexOf('/');
        return new TransactionIdentity(told.substring(0, slash), told.substring(slash + 1));
    }
}
