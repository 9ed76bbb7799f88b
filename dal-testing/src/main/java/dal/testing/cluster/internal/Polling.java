package dal.testing.cluster.internal;

import dal.testing.cluster.ClusterException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition of another process, which has no way to tell us: so we look again, every few milliseconds. */
public final class Polling {
    private static final Duration INTERVAL = Duration.ofMillis(5);

    private Polling() {}

    /** Returns once the condition holds; throws with the given sentence if it does not within the limit. */
    public static void await(Duration limit, BooleanSupplier condition, Supplier<String> failure) {
        if (!holds(limit, condition)) {
            throw new ClusterException(failure.get() + " within " + limit);
        }
    }

    /** True as soon as the condition holds, false if it has not within the limit. */
    public static boolean holds(Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while waiting for a server", e);
        }
    }
}
