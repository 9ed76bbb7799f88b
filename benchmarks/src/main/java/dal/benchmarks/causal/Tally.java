package dal.benchmarks.causal;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one process. Thread-safe. */
final class Tally {

    final LongAdder reads = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder replicaAhead = new LongAdder();
    final LongAdder failedReads = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder failedWrites = new LongAdder();
    final LongAdder handed = new LongAdder();

    /** The counts as they stand; what replicas and the primary answered is added by who observes that. */
    Totals totals(long fromReplicas, long fromOthers) {
        return new Totals(
                reads.sum(),
                stale.sum(),
                replicaAhead.sum(),
                failedReads.sum(),
                writes.sum(),
                failedWrites.sum(),
                handed.sum(),
                fromReplicas,
                fromOthers);
    }
}
