package dal.core.connection;

import dal.consistency.LogPosition;
import dal.core.tenancy.StatementFrame;
import dal.transaction.Isolation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a borrowed connection carries for the one who borrowed it.
 *
 * @param frame what is put around its statements
 * @param values the values of the frame's check, and of its settings
 * @param bare whether an autocommit statement needs no frame at all
 * @param queryTimeout how long the driver waits for a statement before it cancels it, in milliseconds; 0 for ever
 * @param isolation of its transactions; null for the server's default
 * @param replicaTimeline the timeline of the node, for positions that do not tell theirs
 * @param positions takes the position behind each commit
 */
public record Binding(
        StatementFrame frame,
        List<String> values,
        boolean bare,
        int queryTimeout,
        @Nullable Isolation isolation,
        int replicaTimeline,
        PositionSink positions) {

    private static final int TIMELINE_DIGITS = 8;

    public Binding {
        Objects.requireNonNull(frame, "frame");
        Objects.requireNonNull(positions, "positions");
    }

    /** Hands on what the position query answered. A replica that has replayed nothing yet answers null: nothing is known then. */
    void accept(@Nullable String answer) {
        if (answer == null) {
            return;
        }
        boolean tellsTimeline = answer.indexOf('/') == TIMELINE_DIGITS;
        int timeline = tellsTimeline ? Integer.parseUnsignedInt(answer, 0, TIMELINE_DIGITS, 16) : replicaTimeline;
        if (timeline > 0) {
            int lsn = tellsTimeline ? TIMELINE_DIGITS + 1 : 1;
            LogPosition position = new LogPosition(timeline, LogPosition.parseLsn(answer.substring(lsn)));
            if (tellsTimeline) {
                positions.accept(position);
            } else {
                positions.acceptReplayed(position);
            }
        }
    }
}
