package dal.config;

import java.util.Locale;

/** What becomes of calls that were accepted, and wait for a connection when a shutdown closes the gate. */
public enum QueuedWork {
    /** They are served, up to the deadline. */
    PROCEED,
    /** They are refused at once, as new calls are. */
    REFUSE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The one that the configuration writes so.
     *
     * @throws IllegalArgumentException if there is none
     */
    static QueuedWork of(String label) {
        for (QueuedWork queued : values()) {
            if (queued.label.equals(label)) {
                return queued;
            }
        }
        throw new IllegalArgumentException("expected proceed or refuse, not '" + label + "'");
    }

    /** As the configuration writes it. */
    public String label() {
        return label;
    }
}
