package dal.consistency;

import dal.cluster.ClusterName;
import dal.error.InvalidTokenException;
import java.util.Objects;

/**
 * What a session has written and seen, as a text to hand to whoever reads next: a reader that holds it never reads older data. Opaque to the application;
 * safe in a header, a cookie or a URL. It tells nothing but a cluster's name and a place in its log, and is not signed: a forged one can only make a
 * read wait, go to the primary, or be refused.
 *
 * @param cluster where the position holds
 * @param position everything up to here has been written or seen
 */
public record CommitToken(ClusterName cluster, LogPosition position) {

    private static final String VERSION = "1";

    public CommitToken {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(position, "position");
    }

    /** The token of a session that has done nothing yet: every node satisfies it. */
    public static CommitToken origin(ClusterName cluster) {
        return new CommitToken(cluster, LogPosition.ORIGIN);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws InvalidTokenException if the text is not such a token
     */
    public static CommitToken parse(String text) {
        Objects.requireNonNull(text, "text");
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals(VERSION)) {
            throw InvalidTokenException.malformed(null);
        }
        try {
            return new CommitToken(
                    ClusterName.of(parts[1]),
                    new LogPosition(Integer.parseInt(parts[2]), Long.parseUnsignedLong(parts[3], 16)));
        } catch (IllegalArgumentException e) {
            throw InvalidTokenException.malformed(e);
        }
    }

    /** The later of two tokens of one cluster. */
    public CommitToken max(CommitToken other) {
        if (!cluster.equals(other.cluster)) {
            throw InvalidTokenException.foreign(other.cluster, cluster);
        }
        return position.compareTo(other.position) >= 0 ? this : other;
    }

    /** The text to hand on. */
    @Override
    public String toString() {
        return VERSION + "." + cluster + "." + position.timeline() + "." + Long.toHexString(position.lsn());
    }
}
