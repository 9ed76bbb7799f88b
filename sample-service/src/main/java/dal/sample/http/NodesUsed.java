package dal.sample.http;

import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which database nodes worked for the request that this thread serves. A request stays on one thread, and
 * observers are called on the thread that executes.
 */
@Singleton
public final class NodesUsed implements ExecutionObserver {

    private final ThreadLocal<@Nullable Set<String>> current = new ThreadLocal<>();

    @Inject
    NodesUsed() {}

    /** Starts a new list. */
    void begin() {
        current.set(new LinkedHashSet<>());
    }

    /** Ends the list and returns it: {@code node/role}, in the order of first use. */
    Set<String> end() {
        Set<String> nodes = current.get();
        current.remove();
        return nodes == null ? Set.of() : nodes;
    }

    @Override
    public @Nullable Object started(Execution execution, @Nullable Object parent) {
        Set<String> nodes = current.get();
        if (nodes != null) {
            nodes.add(execution.node() + "/" + execution.role().label());
        }
        return null;
    }

    @Override
    public void finished(Execution execution, @Nullable Object state, Outcome outcome) {}
}
