package dal.core.failure;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a COMMIT is told to have come to where the server's own answer does not say whether it took effect, or whether it will last. */
public final class CommitInDoubt {

    /** transaction_resolution_unknown. */
    private static final String OUTCOME_UNKNOWN = "08007";

    private CommitInDoubt() {}

    /** It is done on the primary, and may be lost with it: the server gave up its wait for a standby. */
    public static SQLException withoutStandby() {
        return told("the commit did not wait for its standby", null);
    }

    /** A cancel was sent, and may have met it: one that waits for a standby then answers as if it had been done. */
    public static SQLException cancelled(@Nullable SQLException answer) {
        return told("the commit may have been cancelled", answer);
    }

    /** What it was sent with failed outside the transaction: at the commit, or behind it. */
    public static SQLException failedAround(SQLException failure) {
        return told("what carried the commit failed after it began", failure);
    }

    private static SQLException told(String what, @Nullable SQLException cause) {
        return new SQLException(what, OUTCOME_UNKNOWN, cause);
    }
}
