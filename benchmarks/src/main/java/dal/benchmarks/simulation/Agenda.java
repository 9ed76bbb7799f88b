package dal.benchmarks.simulation;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** What happens when, and what time it is: made up, in nanoseconds. What is due at one moment happens in the order it was entered. Not thread-safe. */
final class Agenda {

    private record Entry(long at, long order, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long entered;
    private long now = TimeUnit.HOURS.toNanos(1);

    long now() {
        return now;
    }

    /** Enters something to happen so many nanoseconds from now. */
    void in(long nanos, Runnable action) {
        entries.add(new Entry(now + Math.max(0, nanos), entered++, action));
    }

    /** Goes on to what is next; false if nothing is. */
    boolean next() {
        Entry entry = entries.poll();
        if (entry == null) {
            return false;
        }
        now = entry.at();
        entry.action().run();
        return true;
    }
}
