package dal.routing.choice;

import dal.config.EjectionConfig;
import dal.routing.topology.NodeView;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves one replica alone after so many failures in a row, longer each time. Thread-safe without a lock.
 *
 * <p>An ejection is over when its time is and the monitor has had an answer to a question put after it began: nobody's read has to find out whether the node
 * is well. It is over early when the monitor itself had lost the node and sees it again, since what failed then was an earlier life of it. For each longest
 * time that the node has been well since, the next ejection is one doubling shorter.
 *
 * <p>Failures of work that was begun before the node came back belong to the time before, and do not count again.
 */
final class NodeBreaker {

    /** The largest part of an ejection's time that is taken off at random, so that many processes do not come back at one moment. */
    private static final double JITTER = 0.25;

    /** From here on every first time doubled is longer than any longest. */
    private static final int MOST_DOUBLINGS = 40;

    /**
     * One ejection.
     *
     * @param doublings how often its time was doubled
     * @param endedAt {@link Readmission#NEVER} while it lasts
     */
    private record Ejection(long at, long until, int doublings, long endedAt) {

        boolean lasts() {
            return endedAt == Readmission.NEVER;
        }
    }

    private final EjectionConfig config;
    private final DoubleSupplier random;
    private final AtomicInteger inARow = new AtomicInteger();
    private final AtomicLong ejections = new AtomicLong();
    private final AtomicReference<@Nullable Ejection> latest = new AtomicReference<>();

    NodeBreaker(EjectionConfig config, DoubleSupplier random) {
        this.config = config;
        this.random = random;
    }

    void answered() {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
    }

    /**
     * Counts a failure.
     *
     * @param back when the node last came back; {@link Readmission#NEVER} if it was never away
     * @return whether it has failed often enough to be ejected
     */
    boolean failed(long begunAt, long back) {
        Ejection ejection = latest.get();
        if ((ejection != null && ejection.lasts()) || (back != Readmission.NEVER && begunAt - back < 0)) {
            return false;
        }
        return inARow.incrementAndGet() >= config.failures();
    }

    /** Leaves the node alone from now on. */
    void eject(long now) {
        Ejection before = latest.get();
        if (before != null && before.lasts()) {
            return;
        }
        int doublings = before == null ? 0 : doublingsAfter(before, now);
        double factor = 1 - JITTER * random.getAsDouble();
        long until = now + (long) (time(doublings) * factor);
        if (latest.compareAndSet(before, new Ejection(now, until, doublings, Readmission.NEVER))) {
            inARow.set(0);
            ejections.incrementAndGet();
        }
    }

    /** How often it was left alone so far. */
    long ejections() {
        return ejections.get();
    }

    private int doublingsAfter(Ejection before, long now) {
        long well = (now - before.endedAt()) / nanos(config.longest());
        return (int) Math.max(0, Math.min(MOST_DOUBLINGS, before.doublings() + 1 - well));
    }

    private double time(int doublings) {
        return Math.min((double) nanos(config.longest()), Math.scalb((double) nanos(config.first()), doublings));
    }

    /** Years are as good as for ever, and do not overflow. */
    private static long nanos(Duration duration) {
        return Math.min(Long.MAX_VALUE / 4, TimeUnit.NANOSECONDS.convert(duration));
    }

    /** Whether it is left alone now. Ends what is over. */
    boolean isEjected(NodeView seen, long now) {
        Ejection ejection = latest.get();
        if (ejection == null || !ejection.lasts()) {
            return false;
        }
        Long returned = seen.returnedAt();
        boolean answered = seen.sample() != null && seen.sample().sentAt() - ejection.at() > 0;
        if ((returned != null && returned - ejection.at() > 0) || (now - ejection.until() >= 0 && answered)) {
            end(ejection, now);
            return false;
        }
        return true;
    }

    /** Takes the node back at once. */
    void readmit(long now) {
        Ejection ejection = latest.get();
        if (ejection != null && ejection.lasts()) {
            end(ejection, now);
        }
    }

    private void end(Ejection ejection, long now) {
        inARow.set(0);
        var unused = latest.compareAndSet(
                ejection, new Ejection(ejection.at(), ejection.until(), ejection.doublings(), now));
    }

    /** How long it is still left alone at least; 0 or less if it is not, or only until the monitor's next answer. */
    long left(long now) {
        Ejection ejection = latest.get();
        return ejection == null || !ejection.lasts() ? 0 : ejection.until() - now;
    }

    /** When its latest ejection ended; {@link Readmission#NEVER} if none has. */
    long readmittedAt() {
        Ejection ejection = latest.get();
        return ejection == null ? Readmission.NEVER : ejection.endedAt();
    }
}
