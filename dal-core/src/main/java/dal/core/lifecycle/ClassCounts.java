package dal.core.lifecycle;

import java.util.concurrent.atomic.AtomicInteger;

/** The work of one tenant class that passed the gate. Thread-safe. */
final class ClassCounts {

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile long lastEndedAt;

    void enter() {
        inside.incrementAndGet();
    }

    void leave() {
        inside.decrementAndGet();
    }

    /** Turned away at the gate. */
    void refuse() {
        refused.incrementAndGet();
    }

    /** It leaves while the process shuts down. */
    void end() {
        lastEndedAt = System.nanoTime();
        ended.incrementAndGet();
    }

    int inside() {
        return inside.get();
    }

    int refused() {
        return refused.get();
    }

    int ended() {
        return ended.get();
    }

    /** By {@link System#nanoTime()}; says nothing before one ended. */
    long lastEndedAt() {
        return lastEndedAt;
    }
}
