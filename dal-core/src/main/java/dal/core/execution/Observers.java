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

    /** Whether nobody watches: nothing has to be made that is only told. */
    public boolean none() {
        return observers.length == 0;
    }

    /** An execution starts, inside {@code parent} if it is part of a transaction. */
    public Observation start(Execution execution, @Nullable Observation parent) {
        return new Observation(execution, states(execution, parent));
    }

    /** Of one observer its state itself, since nearly always there is one; of several an array. */
    private @Nullable Object states(Execution execution, @Nullable Observation parent) {
        if (observers.length == 1) {
            return state(0, execution, parent);
        }
        if (observers.length == 0) {
            return null;
        }
        @Nullable Object[] states = new @Nullable Object[observers.length];
        for (int i = 0; i < observers.length; i++) {
            states[i] = state(i, execution, parent);
        }
        return states;
    }

    private @Nullable Object state(int observer, Execution execution, @Nullable Observation parent) {
        try {
            return observers[observer].started(execution, parent == null ? null : parent.state(observer));
        } catch (RuntimeException | Error e) {
            report(observers[observer], e);
            return null;
        }
    }

    private static void report(ExecutionObserver observer, Throwable failure) {
        LOG.atWarn()
                .setCause(failure)
                .addKeyValue("observer", observer.getClass().getName())
                .log("execution observer failed");
    }

    /** One execution that is being watched; once it has ended, how. Kept small, since there is one of each query. */
    public final class Observation implements Outcome {

        private static final long UNDER_WAY = Long.MIN_VALUE;

        private final Execution execution;
        private final @Nullable Object states;

        /** When it started; once it has ended, how long it took. */
        private long nanos = System.nanoTime();

        private long poolWait;
        private long fetching;
        private long rows = UNDER_WAY;
        private int attempts = 1;
        private int batchSize;
        private @Nullable NodeName node;
        private @Nullable Throwable error;

        private Observation(Execution execution, @Nullable Object states) {
            this.execution = execution;
            this.states = states;
        }

        private @Nullable Object state(int observer) {
            if (observers.length < 2 || states == null) {
                return states;
            }
            @Nullable Object[] several = (@Nullable Object[]) states;
            return several[observer];
        }

        /** The execution watched. */
        public Execution execution() {
            return execution;
        }

        /** Whether anybody watches. */
        boolean isWatched() {
            return observers.length > 0;
        }

        /** Something that is executed as a part of it. */
        Observation part(Execution itsPart) {
            return start(itsPart, this);
        }

        /** A connection was waited for, so long, in nanoseconds. */
        public void waited(long waited) {
            poolWait += waited;
        }

        /** It is a batch of so many. */
        void batchOf(int statements) {
            batchSize = statements;
        }

        /** Rows were read, for so long, in nanoseconds. */
        void fetched(long reading) {
            fetching += reading;
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
        public void finish(long itsRows, @Nullable Throwable itsError) {
            if (rows != UNDER_WAY) {
                return;
            }
            nanos = System.nanoTime() - nanos;
            rows = itsRows;
            error = itsError;
            for (int i = 0; i < observers.length; i++) {
                try {
                    observers[i].finished(execution, state(i), this);
                } catch (RuntimeException | Error e) {
                    report(observers[i], e);
                }
            }
        }

        @Override
        public long duration() {
            return nanos;
        }

        @Override
        public long poolWait() {
            return poolWait;
        }

        @Override
        public long rows() {
            return rows;
        }

        @Override
        public @Nullable Throwable error() {
            return error;
        }

        @Override
        public @Nullable String sqlState() {
            return error == null ? null : SqlFailures.sqlState(error);
        }

        @Override
        public int attempts() {
            return attempts;
        }

        @Override
        public @Nullable NodeName node() {
            return node;
        }

        @Override
        public int batchSize() {
            return batchSize;
        }

        @Override
        public long fetching() {
            return fetching;
        }
    }
}
