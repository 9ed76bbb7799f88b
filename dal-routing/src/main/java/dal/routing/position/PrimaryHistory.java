package dal.routing.position;

import dal.cluster.NodeName;
import dal.consistency.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the primary was when: tells how old a replica's data may be at most, by one clock.
 *
 * <p>A replica that has replayed position p holds everything that was committed before the latest sample of the primary at or before p was sent. So its staleness
 * counts from that sample's send time. On an idle primary this stays at the age of the last sample, where the time since the last replayed commit grows.
 *
 * <p>A position says something of its own timeline alone: where the next one forked off, and what was lost there, is not known here. And two promotions from one
 * parent share a number, so what another node said on the same timeline is forgotten.
 *
 * <p>When it is full, every second one of its older half is dropped: it reaches back ever further, ever more coarsely, and errs towards older.
 * Not thread-safe.
 */
public final class PrimaryHistory {

    private static final int CAPACITY = 512;

    private final List<Sample> samples = new ArrayList<>();
    private @Nullable NodeName latestFrom;

    /** Takes in a sample of the primary that the cluster agrees on. */
    public void add(NodeName node, Sample sample) {
        LogPosition position = Objects.requireNonNull(sample.position(), "position");
        if (!samples.isEmpty()) {
            Sample last = samples.get(samples.size() - 1);
            int comparison = last.timeline() == sample.timeline() ? position.compareTo(positionOf(last)) : 1;
            if (last.timeline() == sample.timeline() && (comparison < 0 || !node.equals(latestFrom))) {
                // Not the log that was known under that number.
                samples.removeIf(known -> known.timeline() == sample.timeline());
            } else if (comparison == 0) {
                // The later of two at one position says all that the earlier one did.
                samples.remove(samples.size() - 1);
            }
        }
        latestFrom = node;
        if (samples.size() == CAPACITY) {
            thinOut();
        }
        samples.add(sample);
    }

    /** Whether what is known of that timeline was said by another node. */
    public boolean isOfAnother(NodeName node, int timeline) {
        return !samples.isEmpty() && samples.get(samples.size() - 1).timeline() == timeline && !node.equals(latestFrom);
    }

    /** Forgets what was said on that timeline. */
    public void forget(int timeline) {
        samples.removeIf(known -> known.timeline() == timeline);
    }

    /** Forgets everything. */
    public void clear() {
        samples.clear();
        latestFrom = null;
    }

    private void thinOut() {
        List<Sample> kept = new ArrayList<>(CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            if (i >= CAPACITY / 2 || i % 2 == 0) {
                kept.add(samples.get(i));
            }
        }
        samples.clear();
        samples.addAll(kept);
    }

    /** Since when, by the samples' clock, a node at that position may lack data; null if it is behind everything remembered of its timeline. */
    public @Nullable Long freshAsOf(LogPosition replayed) {
        for (int i = samples.size() - 1; i >= 0; i--) {
            Sample sample = samples.get(i);
            if (sample.timeline() == replayed.timeline() && positionOf(sample).compareTo(replayed) <= 0) {
                return sample.sentAt();
            }
        }
        return null;
    }

    private static LogPosition positionOf(Sample sample) {
        return Objects.requireNonNull(sample.position());
    }
}
