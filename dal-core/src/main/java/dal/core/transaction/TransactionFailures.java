package dal.core.transaction;

import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.TransactionRolledBackException;
import org.jspecify.annotations.Nullable;

/** What failed in one attempt at a transaction: the first failure that stands, and the one that was undone with its savepoint. Not thread-safe. */
final class TransactionFailures {

    private @Nullable DatabaseException first;
    private @Nullable DatabaseException undone;

    /** One that was refused for an earlier one's sake tells of that: it may have been swallowed. */
    void remember(DatabaseException error) {
        if (first == null) {
            first = error;
        } else if (error instanceof TransactionRolledBackException && !error.equals(first)) {
            error.addSuppressed(first);
        }
    }

    /** What failed by now counts no more: its savepoint was rolled back. */
    void undo() {
        undone = first;
        first = null;
    }

    /** The first that stands; null if there is none. */
    @Nullable
    DatabaseException first() {
        return first;
    }

    boolean lostConnection() {
        return first instanceof ConnectionLostException;
    }

    /** The failure that {@code thrown} comes from, if it is one of the transaction's: that which stands, or one that was undone on the way out. */
    @Nullable
    DatabaseException behind(Throwable thrown) {
        if (first != null) {
            return first;
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause.equals(undone)) {
                return undone;
            }
        }
        return null;
    }
}
