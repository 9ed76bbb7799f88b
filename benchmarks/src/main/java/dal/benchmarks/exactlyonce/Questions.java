package dal.benchmarks.exactlyonce;

import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts how often the server was asked what became of a transaction. Thread-safe. */
final class Questions implements ExecutionObserver {

    private final LongAdder asked = new LongAdder();

    long count() {
        return asked.sum();
    }

    @Override
    public @Nullable Object started(Execution execution, @Nullable Object parent) {
        if ("commit-outcome".equals(execution.label())) {
            asked.increment();
        }
        return null;
    }

    @Override
    public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
        // That it was asked is all that is counted.
    }
}
