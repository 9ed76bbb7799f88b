package dal.cluster;

/** What a node was last seen to be. */
public enum Role {
    /** Takes writes. */
    PRIMARY,
    /** Replays the primary's log and answers reads. */
    REPLICA,
    /** Not observed yet, or not reachable. */
    UNKNOWN;

    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    /** The name in logs, spans and metrics. */
    public String label() {
        return label;
    }
}
