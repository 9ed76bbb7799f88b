package dal.consistency;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A place in PostgreSQL's write-ahead log.
 *
 * @param timeline the timeline it was written on, from 1; 0 only in {@link #ORIGIN}
 * @param lsn the log sequence number, as an unsigned count of bytes
 */
public record LogPosition(int timeline, long lsn) implements Comparable<LogPosition> {

    /** Before everything: every node has reached it. */
    public static final LogPosition ORIGIN = new LogPosition(0, 0);

    private static final Pattern LSN = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

    public LogPosition {
        if (timeline < 0 || (timeline == 0 && lsn != 0)) {
            throw new IllegalArgumentException("A log position lies on a timeline from 1");
        }
    }

    /**
     * Reads PostgreSQL's own form of a log sequence number, {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static long parseLsn(String text) {
        Objects.requireNonNull(text, "text");
        if (!LSN.matcher(text).matches()) {
            throw new IllegalArgumentException("Not a log sequence number: '" + text + "'");
        }
        int slash = text.indexOf('/');
        return Long.parseLong(text, 0, slash, 16) << 32 | Long.parseLong(text, slash + 1, text.length(), 16);
    }

    /** PostgreSQL's own form of {@link #lsn()}. */
    public String lsnText() {
        return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }

    /** By timeline, then by log sequence number. */
    @Override
    public int compareTo(LogPosition other) {
        int byTimeline = Integer.compare(timeline, other.timeline);
        return byTimeline != 0 ? byTimeline : Long.compareUnsigned(lsn, other.lsn);
    }

    @Override
    public String toString() {
        return timeline + ":" + lsnText();
    }
}
