package dal.telemetry.internal.watch;

import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.telemetry.internal.statement.StatementDescriptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows each execution for all watchers: describes it at most once, lets every watcher see its start and its end, and the ends in reverse order, so that the span,
 * which is first to start, is last to end and still there for the others. Nothing a watcher throws reaches the caller or another watcher; the first
 * failure is logged as a warning, later ones for who debugs.
 */
public final class WatchingObserver implements ExecutionObserver {

    private static final Logger LOG = LoggerFactory.getLogger(WatchingObserver.class);

    private final StatementDescriptions descriptions;
    private final ExecutionWatcher[] watchers;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Watches for these.
     *
     * @param watchers in the order they see a start
     */
    public WatchingObserver(StatementDescriptions descriptions, List<? extends ExecutionWatcher> watchers) {
        this.descriptions = descriptions;
        this.watchers = watchers.toArray(ExecutionWatcher[]::new);
    }

    @Override
    public @Nullable Object started(Execution execution, @Nullable Object parent) {
        WatchedExecution watched =
                new WatchedExecution(execution, descriptions, parent instanceof WatchedExecution known ? known : null);
        for (ExecutionWatcher watcher : watchers) {
            try {
                watcher.started(watched);
            } catch (Throwable failure) {
                swallow(failure);
            }
        }
        return watched;
    }

    @Override
    public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
        if (!(state instanceof WatchedExecution watched)) {
            return;
        }
        watched.tellTransaction(outcome);
        for (int i = watchers.length - 1; i >= 0; i--) {
            try {
                watchers[i].finished(watched, outcome);
            } catch (Throwable failure) {
                swallow(failure);
            }
        }
    }

    private void swallow(Throwable failure) {
        try {
            Level level = warned.compareAndSet(false, true) ? Level.WARN : Level.DEBUG;
            LOG.atLevel(level)
                    .addKeyValue("error.type", failure.getClass().getName())
                    .setCause(failure)
                    .log("A telemetry watcher failed; the work it watched is not affected");
        } catch (Throwable logging) {
            // An appender that fails too: there is nobody left to tell, and the caller's work goes on.
        }
    }
}
