package dal.telemetry.internal.watch;

import java.util.Locale;

/** How a transaction ended. The labels are stable: they are in metrics and on spans. */
public enum TransactionOutcome {
    COMMITTED,
    ROLLED_BACK,
    /** The answer to COMMIT was lost. */
    UNKNOWN,
    /** Neither committed nor rolled back, and without error: it never reached the server. */
    EMPTY;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics and on spans. */
    public String label() {
        return label;
    }
}
