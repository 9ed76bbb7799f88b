package dal.benchmarks.fairness;

import dal.core.admission.Timing;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One queue for all: who came first is served first, or who came last. */
final class Line implements Door {

    private static final class Place {
        private final Thread caller = Thread.currentThread();
        private boolean called;
    }

    private final Timing timing;
    private final boolean lastFirst;
    private final Deque<Place> line = new ArrayDeque<>();
    private int free;
    private int size;

    Line(int permits, Timing timing, boolean lastFirst) {
        this.timing = timing;
        this.lastFirst = lastFirst;
        this.free = permits;
        this.size = permits;
    }

    @Override
    public @Nullable Runnable take(TenantId tenant, int weight, Duration limit) {
        if (free > 0 && line.isEmpty()) {
            free--;
            return this::giveBack;
        }
        Place place = new Place();
        line.addLast(place);
        long deadline = timing.nanoTime() + limit.toNanos();
        timing.alarm(limit.toNanos(), () -> timing.wake(place.caller));
        while (!place.called && deadline > timing.nanoTime()) {
            timing.park(this);
        }
        if (!place.called) {
            line.remove(place);
        }
        return place.called ? this::giveBack : null;
    }

    private void giveBack() {
        free++;
        serve();
    }

    @Override
    public void resize(int permits) {
        free += permits - size;
        size = permits;
        serve();
    }

    private void serve() {
        while (free > 0 && !line.isEmpty()) {
            free--;
            Place next = lastFirst ? line.removeLast() : line.removeFirst();
            next.called = true;
            timing.wake(next.caller);
        }
    }
}
