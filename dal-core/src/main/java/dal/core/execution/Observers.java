package dal.core.execution;

import dal.cluster.NodeName;
import dal.core.failure.SqlFailures;
import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every observer of every execution. What an observer throws ends here. Thread-safe. */
@Singleton
public final class Observers {

    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    private final ExecutionObserver[] observers;

    @Inject
    public Observers(Set<ExecutionObserver> observers) {
        this.observers = observers.toArray(ExecutionObserver[]::new);
    }

    /** Whether nobody watches. */
    boolean none() {
        return observers.length == 0;
    }

    /** An execution starts, inside {@code parent} if it is part of a transaction. */
    public Observation start(Execution execution, @Nullable Observation parent) {
        @Nullable Object[] states = new @Nullable Object[observers.length];
        for (int i = 0; i < observers.length; i++) {
            try {
                states[i] = observers[i].started(execution, parent == null ? null : parent.states[i]);
            } catch (RuntimeException | Error e) {
                report(observers[i], e);
            }
        }
        return new Observation(execution, states);
    }

    private static void report(ExecutionObserver observer, Throwable failure) {
        LOG.atWarn()
                .setCause(failure)
                .addKeyValue("observer", observer.getClass().getName())
                .log("execution observer failed");
    }

    /** One execution that is being watched. */
    public final class Observation {

        private final Execution execution;
        private final @Nullable Object[] states;
        private final long started = System.nanoTime();
        private long poolWait;
        private int attempts = 1;
        private @Nullable NodeName node;
        private int batchSize;
        private long fetching;
        private boolean finished;

        private Observation(Execution execution, @Nullable Object[] states) {
            this.execution = execution;
            this.states = states;
        }

        /** The execution watched. */
        public Execution execution() {
            return execution;
        }

        /** A connection was waited for, so long, in nanoseconds. */
        public void waited(long nanos) {
            poolWait += nanos;
        }

        /** Which try it is, counted from 1. */
        int attempts() {
            return attempts;
        }

        /** It is a batch of so many. */
        void batchOf(int statements) {
            batchSize = statements;
        }

        /** Rows were read, for so long, in nanoseconds. */
        void fetched(long nanos) {
            fetching += nanos;
        }

        /** So many attempts came before it, each of which was told by itself. */
        void after(int earlier) {
            attempts += earlier;
        }

        /** It is tried once more, on that node. */
        void again(NodeName other) {
            attempts++;
            node = other;
        }

        /** The answer came from that node. */
        void answeredBy(NodeName other) {
            node = other;
        }

        /** It ended; only the first call counts. */
        public void finish(long rows, @Nullable Throwable error) {
            if (finished) {
                return;
            }
            finished = true;
            Outcome outcome = new Outcome(
                    System.nanoTime() - started,
                    poolWait,
                    rows,
                    error,
                    error == null ? null : SqlFailures.sqlState(error),
                    attempts,
                    node,
                    batchSize,
                    fetching);
            for (int i = 0; i < observers.length; i++) {
                try {
                    observers[i].finished(execution, states[i], outcome);
                } catch (RuntimeException | Error e) {
                    report(observers[i], e);
                }
            }
        }
    }
}
