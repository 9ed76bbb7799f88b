package dal.benchmarks.manytenants;

import dal.benchmarks.load.Load;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Ten thousand tenants of twenty classes in one process, kept apart by row-level security. Each asks once, and once more: its first query is timed, pools that
 * open for it included. What a tenant costs is what the heap holds more after all of them than after one of each class, both times with every pool at rest.
 */
public final class ManyTenants {

    private static final int CLASSES = 20;
    private static final int TENANTS = 10_000;
    private static final int THREADS = 8;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private ManyTenants() {}

    /** Starts a cluster and serves them all. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            Tenants tenants = Tenants.in(cluster, CLASSES, TENANTS);
            // The first run loads classes and fills what is kept for good.
            var unused = heapWith(tenants, CLASSES);
            long few = heapWith(tenants, CLASSES);
            return all(tenants, few);
        }
    }

    private static long heapWith(Tenants tenants, int count) throws InterruptedException {
        try (Service service = tenants.serve(count)) {
            visit(service, new ConcurrentHistogram(LONGEST.toNanos(), 3));
            service.awaitRest();
            return Heap.used();
        }
    }

    private static Figures all(Tenants tenants, long few) throws InterruptedException, SQLException {
        Histogram first = new ConcurrentHistogram(LONGEST.toNanos(), 3);
        Threads threads = Threads.besidesThoseOfNow(THREADS);
        try (Service service = tenants.serve(TENANTS)) {
            visit(service, first);
            threads.stop();
            service.awaitRest();
            long idle = tenants.connections();
            long heap = Heap.used();
            Progress.say(
                    "first use: p50 %.2f ms, p99 %.2f, longest %.2f; at most %d threads; heap %,d bytes, with one tenant of each class %,d",
                    millis(first, 50), millis(first, 99), millis(first, 100), threads.most(), heap, few);
            // They open again, and what counted none sees them now.
            visit(service, CLASSES);
            if (tenants.connections() == 0) {
                throw new IllegalStateException("The server knows of no connection of pools that are open");
            }
            return new Figures()
                    .count("bytes_per_tenant", (heap - few) / (TENANTS - CLASSES))
                    .ratio("threads_per_class", (double) threads.most() / CLASSES)
                    .milliseconds("first_use_p99_ms", Duration.ofNanos(first.getValueAtPercentile(99)))
                    .count("idle_connections", idle);
        }
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }

    private static void visit(Service service, int tenants) {
        for (int tenant = 0; tenant < tenants; tenant++) {
            service.read(tenant);
        }
    }

    private static void visit(Service service, Histogram first) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        CountDownLatch left = new CountDownLatch(service.tenants());
        Load load = Load.of(THREADS, thread -> {
            int tenant = next.getAndIncrement();
            if (tenant < service.tenants()) {
                long start = System.nanoTime();
                service.read(tenant);
                first.recordValue(System.nanoTime() - start);
                service.write(tenant);
                left.countDown();
            }
        });
        boolean done = left.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
        load.stop();
        if (!done) {
            throw new IllegalStateException(left.getCount() + " tenants were not served in time");
        }
    }
}
