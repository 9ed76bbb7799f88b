package dal.benchmarks.serializable;

import dal.benchmarks.result.Figures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the callers of a bank were told, and whether its accounts agree. Thread-safe. */
final class Ledger {

    private final long total;
    private final LongAdder commits = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder errors = new LongAdder();

    /** @param total what all accounts have together, before and after */
    Ledger(long total) {
        this.total = total;
    }

    void committed(int attempt) {
        commits.increment();
        attempts.add(attempt);
    }

    void failed() {
        errors.increment();
    }

    long commits() {
        return commits.sum();
    }

    Figures figures(List<Long> balances, Duration took) {
        long sum = balances.stream().mapToLong(Long::longValue).sum();
        return new Figures()
                .count("sum_drift", sum - total)
                .count("surfaced_errors", errors.sum())
                .ratio("attempts_per_commit", (double) attempts.sum() / commits.sum())
                .ratio("commits_per_s", commits.sum() / (took.toNanos() / 1e9));
    }
}
