package dal.benchmarks.slices;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one subject's calls took: of all of them, and the median of each slice. */
final class Taken {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

    private final Subject subject;
    private final Histogram all = new Histogram(LONGEST, 3);
    private final Histogram slice = new Histogram(LONGEST, 3);
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();
    private final List<Double> processor = new ArrayList<>();

    Taken(Subject subject) {
        this.subject = subject;
    }

    Subject subject() {
        return subject;
    }

    void slice(int calls) {
        slice.reset();
        Runnable call = subject.call();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long worked = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            call.run();
            slice.recordValue(Math.min(LONGEST, System.nanoTime() - start));
        }
        processor.add((double) (THREADS.getCurrentThreadCpuTime() - worked) / calls);
        bytes.add((double) (THREADS.getCurrentThreadAllocatedBytes() - before) / calls);
        medians.add((double) slice.getValueAtPercentile(50));
        all.add(slice);
    }

    void add(Taken more) {
        all.add(more.all);
        medians.addAll(more.medians);
        bytes.addAll(more.bytes);
        processor.addAll(more.processor);
    }

    void forget() {
        all.reset();
        medians.clear();
        bytes.clear();
        processor.clear();
    }

    int rounds() {
        return medians.size();
    }

    /** The median of the slices' medians, in nanoseconds. */
    double median() {
        return Medians.of(medians);
    }

    double micros(double percentile) {
        return all.getValueAtPercentile(percentile) / 1e3;
    }

    /** Per call, on the calling thread. */
    double bytes() {
        return Medians.of(bytes);
    }

    /** The median of the ratios of the slices that were measured in the same round. */
    double over(Taken other) {
        return ratio(medians, other.medians);
    }

    /** The same of the processor time of the calling thread. */
    double processorOver(Taken other) {
        return ratio(processor, other.processor);
    }

    private static double ratio(List<Double> ours, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(ours.get(round) / others.get(round));
        }
        return Medians.of(ratios);
    }

    /** Of the calling thread, for each call, in nanoseconds. */
    double processor() {
        return Medians.of(processor);
    }
}
