package dal.core.transaction;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** What repeating rests on: a clock, sleep and chance. Put in, so that a test owns them. Thread-safe. */
public final class Pacing {

    private final LongSupplier clock;
    private final Sleeper sleeper;
    private final DoubleSupplier chance;

    /** The machine's own. */
    @Inject
    public Pacing() {
        this(System::nanoTime, Thread::sleep, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param chance from 0 to 1 */
    Pacing(LongSupplier clock, Sleeper sleeper, DoubleSupplier chance) {
        this.clock = clock;
        this.sleeper = sleeper;
        this.chance = chance;
    }

    /** In nanoseconds. */
    LongSupplier clock() {
        return clock;
    }

    /** Sleeps; false if it was interrupted, and the thread's flag is set then. */
    boolean sleeps(Duration duration) {
        try {
            sleeper.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A random part of it. */
    Duration upTo(Duration longest) {
        return Duration.ofNanos((long) (longest.toNanos() * chance.getAsDouble()));
    }

    /** Lets the calling thread sleep. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }
}
