package dal.benchmarks.jitter;

import com.sun.management.ThreadMXBean;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Desk;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jooq.exception.DataAccessException;

/** What became of one row's calls: how long those took that succeeded, how many failed, what connections and memory they cost. Thread-safe. */
final class Tally {

    static final String[] COLUMNS = {
        "calls",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "p99 of reads",
        "p99 of writes",
        "reuse %",
        "MB per 1,000 calls",
        "failed reads",
        "failed writes %"
    };

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final double READS = 0.8;

    /** Before somebody whom an error met tries again. */
    private static final long BACKOFF = TimeUnit.MILLISECONDS.toNanos(10);

    private final Histogram reads = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(5), 3);
    private final Histogram writes = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(5), 3);
    private final LongAdder failedReads = new LongAdder();
    private final LongAdder failedWrites = new LongAdder();
    private final Failures failures = new Failures();
    private long connections;
    private long bytes;

    /** What all platform threads of the process have allocated, those that carry virtual ones among them. */
    static long allocated() {
        return THREADS.getTotalThreadAllocatedBytes();
    }

    void once(Contestant contestant) {
        boolean read = ThreadLocalRandom.current().nextDouble() < READS;
        long start = System.nanoTime();
        try {
            if (read) {
                Desk.readOne(contestant);
            } else {
                Desk.writeTwo(contestant);
            }
        } catch (DataAccessException e) {
            (read ? failedReads : failedWrites).increment();
            failures.add(read ? "read" : "write", e);
            LockSupport.parkNanos(BACKOFF);
            return;
        }
        (read ? reads : writes).recordValue(System.nanoTime() - start);
    }

    /** Adds what a turn took of connections and memory. Not by two threads at once. */
    void counted(long newConnections, long newBytes) {
        connections += newConnections;
        bytes += newBytes;
    }

    /** In nanoseconds: what 99 of 100 calls that succeeded stayed within. */
    double p99() {
        return both().getValueAtPercentile(99);
    }

    /** The share of the calls that needed no new connection. */
    double reuse() {
        return Math.max(0, 1 - (double) connections / calls());
    }

    double bytesPerCall() {
        return (double) bytes / calls();
    }

    long failedReads() {
        return failedReads.sum();
    }

    double failedWritesPercent() {
        return 100.0 * failedWrites.sum() / (failedWrites.sum() + writes.getTotalCount());
    }

    /** What errors there were, the most frequent first; empty where there was none. */
    String failures() {
        return failures.toString();
    }

    private long calls() {
        return both().getTotalCount() + failedReads.sum() + failedWrites.sum();
    }

    private Histogram both() {
        Histogram both = reads.copy();
        both.add(writes);
        return both;
    }

    String[] cells() {
        Histogram both = both();
        return new String[] {
            String.format(Locale.ROOT, "%,d", calls()),
            millis(both, 50),
            millis(both, 95),
            millis(both, 99),
            millis(reads, 99),
            millis(writes, 99),
            String.format(Locale.ROOT, "%.2f", 100 * reuse()),
            // The article's unit: a thousand calls, in millions of bytes.
            String.format(Locale.ROOT, "%.1f", bytesPerCall() / 1e3),
            Long.toString(failedReads()),
            String.format(Locale.ROOT, "%.3f", failedWritesPercent())
        };
    }

    private static String millis(Histogram taken, double percentile) {
        return String.format(Locale.ROOT, "%.1f", taken.getValueAtPercentile(percentile) / 1e6);
    }
}
