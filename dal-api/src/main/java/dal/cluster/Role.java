package dal.cluster;

/** What a node was last seen to be. */
public enum Role {
    /** Takes writes. */
    PRIMARY,
    /** Replays the primary's log and answers reads. */
    REPLICA,
    /** Says it is the primary, but another one says so on a higher timeline and was promoted later: nothing is sent to it. */
    FENCED,
    /** Not observed yet, not reachable, or no server of its cluster: nothing is sent to it. */
    UNKNOWN;

    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    /** The name in logs, spans and metrics. */
    public String label() {
        return label;
    }
}
