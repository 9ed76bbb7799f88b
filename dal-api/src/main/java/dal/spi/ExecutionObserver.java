package dal.spi;

import org.jspecify.annotations.Nullable;

/**
 * Watches everything that is executed. Thread-safe. Called on the thread that executes, so it has to be quick; whatever it throws is swallowed and changes no
 * result.
 */
public interface ExecutionObserver {

    /**
     * An execution starts.
     *
     * @param parent what this observer returned for the transaction it runs in, or for the statement it is one more attempt of; null where there is neither
     * @return anything, to be handed to {@link #finished}
     */
    @Nullable
    Object started(Execution execution, @Nullable Object parent);

    /**
     * It ended; called exactly once for each {@link #started}.
     *
     * @param state what {@link #started} returned
     */
    void finished(Execution execution, @Nullable Object state, Outcome outcome);
}
