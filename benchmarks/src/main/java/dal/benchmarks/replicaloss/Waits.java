package dal.benchmarks.replicaloss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long callers waited for a read: the longest time that any of them went from one completed read to the next, a failed one not counting as completed, one that is
 * still being waited for counting as far as it goes. Thread-safe, each caller being one thread.
 */
final class Waits {

    private final List<Caller> callers = new ArrayList<>();
    private final LongSupplier clock;

    Waits(int callers, LongSupplier clock) {
        this.clock = clock;
        for (int i = 0; i < callers; i++) {
            this.callers.add(new Caller(clock.getAsLong()));
        }
    }

    /** That caller's read was completed now. */
    void completed(int caller) {
        callers.get(caller).completed(clock.getAsLong());
    }

    /** Forgets what was waited for before; a wait that goes on is counted from its beginning. */
    void begin() {
        callers.forEach(Caller::begin);
    }

    /** The longest wait since {@link #begin}. */
    Wait longest() {
        long now = clock.getAsLong();
        return callers.stream()
                .map(caller -> caller.longest(now))
                .max(Comparator.comparing(Wait::length))
                .orElseThrow();
    }

    /**
     * A wait for a read.
     *
     * @param since when it began, by the clock
     * @param length how long it took, or has taken up to now
     */
    record Wait(long since, Duration length) {}

    private static final class Caller {

        private long last;
        private Wait longest = new Wait(0, Duration.ZERO);

        Caller(long now) {
            last = now;
        }

        synchronized void completed(long now) {
            longest = longest(now);
            last = now;
        }

        synchronized void begin() {
            longest = new Wait(last, Duration.ZERO);
        }

        synchronized Wait longest(long now) {
            return now - last > longest.length().toNanos() ? new Wait(last, Duration.ofNanos(now - last)) : longest;
        }
    }
}
