package dal.routing.position;

import dal.consistency.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where the primary was when: tells how old a replica's data may be at most, by one clock.
 *
 * <p>A replica that has replayed position p holds everything that was committed before the latest sample of the primary at or before p was sent. So its staleness
 * counts from that sample's send time. On an idle primary this stays at the age of the last sample, where the time since the last replayed commit grows.
 *
 * <p>When it is full, every second one of its older half is dropped: it reaches back ever further, ever more coarsely, and errs towards older.
 * Not thread-safe.
 */
public final class PrimaryHistory {

    private static final int CAPACITY = 512;

    private final List<Sample> samples = new ArrayList<>();

    /** Takes in a sample of the primary that the cluster agrees on. */
    public void add(Sample sample) {
        if (samples.size() == CAPACITY) {
            List<Sample> kept = new ArrayList<>(CAPACITY);
            for (int i = 0; i < CAPACITY; i++) {
                if (i >= CAPACITY / 2 || i % 2 == 0) {
                    kept.add(samples.get(i));
                }
            }
            samples.clear();
            samples.addAll(kept);
        }
        samples.add(sample);
    }

    /** Since when, by the samples' clock, a node at that position may lack data; empty if it is behind everything remembered. */
    public OptionalLong freshAsOf(LogPosition replayed) {
        for (int i = samples.size() - 1; i >= 0; i--) {
            LogPosition position = samples.get(i).position();
            if (position != null && position.compareTo(replayed) <= 0) {
                return OptionalLong.of(samples.get(i).sentAt());
            }
        }
        return OptionalLong.empty();
    }
}
