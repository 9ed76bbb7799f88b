package dal.core.testkit;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dal.cluster.NodeName;
import dal.spi.Execution;
import dal.spi.Execution.Kind;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Watches executions, and keeps what ended in the order it did. */
public final class Watched extends AbstractModule implements ExecutionObserver {

    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * An execution that ended.
     *
     * @param execution what it was
     * @param parent what it was part of; null if of nothing
     * @param outcome how it ended
     */
    public record Ended(Execution execution, @Nullable Execution parent, Outcome outcome) {

        public Kind kind() {
            return execution.kind();
        }

        /** The node it began on. */
        public String node() {
            return execution.node().value();
        }

        /** The node that answered last. */
        public String answeredBy() {
            NodeName last = outcome.node();
            return last == null ? node() : last.value();
        }
    }

    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), ExecutionObserver.class).addBinding().toInstance(this);
    }

    /** What ended, in order. */
    public List<Ended> ended() {
        return ended;
    }

    /** What ended of that kind, in order. */
    public List<Ended> ended(Kind kind) {
        return ended.stream().filter(one -> one.kind() == kind).toList();
    }

    /** What has not ended. */
    public int running() {
        return running.get();
    }

    @Override
    public Object started(Execution execution, @Nullable Object parent) {
        running.incrementAndGet();
        return new Started(execution, parent == null ? null : ((Started) parent).execution);
    }

    @Override
    public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
        running.decrementAndGet();
        ended.add(new Ended(execution, state instanceof Started started ? started.parent : null, outcome));
    }

    private record Started(Execution execution, @Nullable Execution parent) {}
}
