package dal.telemetry.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.telemetry.CapturedLog;
import dal.telemetry.Executions;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.trace.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchingObserverTest {

    private final List<String> seen = new ArrayList<>();

    @Test
    void swallowsWhateverAWatcherThrowsAndLetsTheOthersSee() {
        try (CapturedLog log = new CapturedLog(WatchingObserver.class.getName())) {
            ExecutionObserver observer = observer(new Throwing(), new Noting("a"));

            run(observer);
            run(observer);

            assertThat(seen).containsExactly("a started", "a finished", "a started", "a finished");
            assertThat(log.lines())
                    .extracting(ILoggingEvent::getLevel)
                    .containsExactly(Level.WARN, Level.DEBUG, Level.DEBUG, Level.DEBUG);
        }
    }

    @Test
    void swallowsWhatABrokenTracerThrows() {
        try (CapturedLog log = new CapturedLog(WatchingObserver.class.getName())) {
            ExecutionObserver observer = observer(new Tracing(new BrokenOpenTelemetry(), false), new Noting("a"));

            run(observer);

            assertThat(seen).containsExactly("a started", "a finished");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void letsWatchersSeeTheEndInReverseOrder() {
        run(observer(new Noting("a"), new Noting("b")));

        assertThat(seen).containsExactly("a started", "b started", "b finished", "a finished");
    }

    @Test
    void takesAStateThatIsNotItsOwnForNone() {
        ExecutionObserver observer = observer(new Noting("a"));
        Execution execution = Executions.statement(Executions.SELECT);

        observer.finished(execution, "a stranger's", Executions.success(Duration.ZERO));
        observer.finished(execution, null, Executions.success(Duration.ZERO));
        observer.finished(execution, observer.started(execution, "a stranger's"), Executions.success(Duration.ZERO));

        assertThat(seen).containsExactly("a started", "a finished");
    }

    private static void run(ExecutionObserver observer) {
        Execution execution = Executions.statement(Executions.SELECT);
        observer.finished(execution, observer.started(execution, null), Executions.success(Duration.ofMillis(1)));
    }

    private static ExecutionObserver observer(ExecutionWatcher... watchers) {
        return new WatchingObserver(new StatementDescriptions(10), List.of(watchers));
    }

    private final class Noting implements ExecutionWatcher {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public void started(WatchedExecution watched) {
            seen.add(name + " started");
        }

        @Override
        public void finished(WatchedExecution watched, Outcome outcome) {
            seen.add(name + " finished");
        }
    }

    private static final class Throwing implements ExecutionWatcher {
        @Override
        public void started(WatchedExecution watched) {
            throw new IllegalStateException("at the start");
        }

        @Override
        public void finished(WatchedExecution watched, Outcome outcome) {
            throw new AssertionError("at the end");
        }
    }

    private static final class BrokenOpenTelemetry implements OpenTelemetry {
        @Override
        public TracerProvider getTracerProvider() {
            return new BrokenTracers();
        }

        @Override
        public ContextPropagators getPropagators() {
            return ContextPropagators.noop();
        }
    }

    private static final class BrokenTracers implements TracerProvider {
        @Override
        public Tracer get(String scope) {
            return name -> {
                throw new IllegalStateException("no spans today");
            };
        }

        @Override
        public Tracer get(String scope, String version) {
            return get(scope);
        }
    }
}
