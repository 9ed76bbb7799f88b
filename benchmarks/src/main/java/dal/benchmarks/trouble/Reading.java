package dal.benchmarks.trouble;

import dal.benchmarks.load.Load;
import dal.benchmarks.result.Table;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Calls that may fail, how long those took that did not, and how many did. Thread-safe. */
final class Reading {

    private static final long BACKOFF = TimeUnit.MILLISECONDS.toNanos(10);

    private final Histogram taken = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(5), 3);
    private final Histogram failed = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(5), 3);

    /** Lets so many threads call over and over, with a pause between two calls of one. */
    Load by(int threads, Duration pause, Runnable call) {
        return Load.of(threads, thread -> {
            once(call);
            if (pause.isPositive()) {
                LockSupport.parkNanos(pause.toNanos());
            }
        });
    }

    private void once(Runnable call) {
        long start = System.nanoTime();
        try {
            call.run();
        } catch (RuntimeException e) {
            failed.recordValue(System.nanoTime() - start);
            LockSupport.parkNanos(BACKOFF);
            return;
        }
        taken.recordValue(System.nanoTime() - start);
    }

    long calls() {
        return taken.getTotalCount();
    }

    long failed() {
        return failed.getTotalCount();
    }

    long p99() {
        return taken.getValueAtPercentile(99);
    }

    String millis(double percentile) {
        return millis(taken.getValueAtPercentile(percentile));
    }

    /** How long whoever waited longest did, for an answer or for an error. */
    String longest() {
        return millis(Math.max(taken.getMaxValue(), failed.getMaxValue()));
    }

    private static String millis(long nanos) {
        return Table.number(nanos / 1e6, 1);
    }
}
