package dal.core.async;

import dal.spi.ContextCarrier;
import dal.spi.ContextCarrier.Carried;
import dal.spi.ContextCarrier.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a thread carries over to another. Thread-safe. */
final class Contexts {

    private static final Logger LOG = LoggerFactory.getLogger(Contexts.class);

    private final Set<ContextCarrier> carriers;

    Contexts(Set<ContextCarrier> carriers) {
        this.carriers = Set.copyOf(carriers);
    }

    /** The task with what this thread has now, wherever it runs. */
    Runnable carrying(Runnable task) {
        List<Carried> all = new ArrayList<>(carriers.size());
        for (ContextCarrier carrier : carriers) {
            try {
                all.add(carrier.capture());
            } catch (RuntimeException e) {
                failed(e);
            }
        }
        return () -> run(task, all);
    }

    private static void run(Runnable task, List<Carried> all) {
        Deque<Scope> scopes = new ArrayDeque<>(all.size());
        try {
            for (Carried carried : all) {
                try {
                    scopes.push(carried.restore());
                } catch (RuntimeException e) {
                    failed(e);
                }
            }
            task.run();
        } finally {
            for (Scope scope : scopes) {
                try {
                    scope.close();
                } catch (RuntimeException e) {
                    failed(e);
                }
            }
        }
    }

    private static void failed(RuntimeException e) {
        LOG.atWarn().setCause(e).log("a context was not carried over");
    }
}
