package dal.core.transaction;

import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which work may run in a transaction that is open already: that which asks for nothing the open one does not give. */
final class Joining {

    private Joining() {}

    /** @throws InvalidUseException if the open one does not meet what is asked for */
    static void require(OpenTransaction open, TransactionOptions wanted) {
        TransactionOptions has = open.options();
        if (has.readOnly() && !wanted.readOnly()) {
            throw refusal("it is read-only and this work may write: open the outer one read-write");
        }
        Isolation isolation = wanted.isolation();
        if (isolation != null && isolation != has.isolation()) {
            throw refusal("it runs at "
                    + (has.isolation() == null
                            ? "the server's default isolation"
                            : has.isolation().sql()) + " and this work asks for " + isolation.sql()
                    + ": ask for that on the outer one");
        }
        requireNoLonger(
                "its statements may run",
                has.limits().statement(),
                wanted.limits().statement());
        requireNoLonger(
                "it may take", has.limits().transaction(), wanted.limits().transaction());
        requireNoLonger("it may be idle", has.limits().idle(), wanted.limits().idle());
    }

    private static void requireNoLonger(String what, @Nullable Duration has, @Nullable Duration wanted) {
        if (wanted != null && (has == null || has.compareTo(wanted) > 0)) {
            throw refusal(what + " longer than the " + wanted + " this work asks for: ask for that on the outer one");
        }
    }

    private static InvalidUseException refusal(String reason) {
        return new InvalidUseException("The open transaction cannot be joined: " + reason, ErrorContext.NONE, null);
    }
}
