package dal.routing.position;

import dal.consistency.LogPosition;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a node said of itself once.
 *
 * @param primary whether it takes writes
 * @param timeline the timeline it is on
 * @param position what it has flushed (primary) or replayed (replica); null for a replica that has replayed nothing yet
 * @param server which server it is; null where nobody asked, and then it is taken for what its name stands for
 * @param startedAt when its server started, which tells one server, and one run of it, from another; null where it is not known
 * @param sentAt when it was asked, by {@link System#nanoTime()}: what it says was true no earlier than that, and everything older is contained in it
 */
public record Sample(
        boolean primary,
        int timeline,
        @Nullable LogPosition position,
        @Nullable ServerId server,
        @Nullable Instant startedAt,
        long sentAt) {

    /** From a server of which it is not known which it is, nor since when it runs. */
    public Sample(boolean primary, int timeline, @Nullable LogPosition position, long sentAt) {
        this(primary, timeline, position, null, null, sentAt);
    }

    public Sample {
        if (timeline < 1) {
            throw new IllegalArgumentException("Timelines count from 1, not " + timeline);
        }
        if (primary) {
            Objects.requireNonNull(position, "position");
        }
    }
}
