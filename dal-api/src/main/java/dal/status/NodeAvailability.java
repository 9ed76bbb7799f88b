package dal.status;

/** Whether a node is asked, and why not. */
public enum NodeAvailability {
    /** Work goes there. */
    SERVING,
    /** It came back a moment ago and gets a part of its share. */
    WARMING_UP,
    /** It serves data older than the limits of lag allow; a read that asks for no more may still be sent there. */
    LAGGING,
    /** It failed several times in a row and is left alone for a while. */
    EJECTED,
    /** It was taken out by hand. */
    DRAINED,
    /** Another node was promoted after it. */
    FENCED,
    /** It is a server of another cluster than the nodes listed before it: nothing is sent there. */
    FOREIGN,
    /** It is the same server as another node, which is asked in its place. */
    DUPLICATE,
    /** Its monitor does not reach it. */
    UNREACHABLE;

    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    /** The name in metrics and pages. */
    public String label() {
        return label;
    }
}
