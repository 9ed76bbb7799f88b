package dal.routing.position;

import dal.consistency.LogPosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a node said of itself once.
 *
 * @param primary whether it takes writes
 * @param timeline the timeline it is on
 * @param position what it has flushed (primary) or replayed (replica); null for a replica that has replayed nothing yet
 * @param server which server it is; null where nobody asked, and then it is taken for what its name stands for
 * @param sentAt when it was asked, by {@link System#nanoTime()}: what it says was true no earlier than that, and everything older is contained in it
 */
public record Sample(
        boolean primary,
        int timeline,
        @Nullable LogPosition position,
        @Nullable ServerId server,
        long sentAt) {

    public Sample {
        if (timeline < 1) {
            throw new IllegalArgumentException("Timelines count from 1, not " + timeline);
        }
        if (primary) {
            Objects.requireNonNull(position, "position");
        }
    }

    /** By a node that is taken for the server that its name stands for. */
    public Sample(boolean primary, int timeline, @Nullable LogPosition position, long sentAt) {
        this(primary, timeline, position, null, sentAt);
    }
}
