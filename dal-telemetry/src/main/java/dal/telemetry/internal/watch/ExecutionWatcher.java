package dal.telemetry.internal.watch;

import dal.spi.Outcome;

/** One signal's view of executions. Thread-safe; called on the executing thread; what it throws reaches nobody. */
public interface ExecutionWatcher {

    /** An execution starts. */
    default void started(WatchedExecution watched) {}

    /** It ended: exactly once for each that started. */
    void finished(WatchedExecution watched, Outcome outcome);
}
