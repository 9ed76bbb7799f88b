package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.telemetry.Executions;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.WatchedExecution;
import dal.telemetry.internal.watch.WatchingObserver;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceExemplarsTest {

    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private final TraceExemplars exemplars = new TraceExemplars();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);

    @Test
    void linkADurationToTheSpanOfItsOwnStatement() {
        run(TraceFlags.getSampled());

        assertThat(registry.scrape(OPEN_METRICS).lines().filter(line -> line.contains("le=\"0.05\"")))
                .singleElement()
                .asString()
                .contains("# {span_id=\"" + SPAN + "\",trace_id=\"" + TRACE + "\"} 0.03");
    }

    @Test
    void nameNoTraceThatNobodyKeeps() {
        run(TraceFlags.getDefault());

        assertThat(registry.scrape(OPEN_METRICS)).contains("le=\"0.05\"").doesNotContain("trace_id");
    }

    private void run(TraceFlags flags) {
        Span span = Span.wrap(SpanContext.create(TRACE, SPAN, flags, TraceState.getDefault()));
        ExecutionWatcher tracing = new ExecutionWatcher() {
            @Override
            public void started(WatchedExecution watched) {
                watched.spanIs(span);
            }

            @Override
            public void finished(WatchedExecution watched, dal.spi.Outcome outcome) {}
        };
        ExecutionObserver observer = new WatchingObserver(
                new StatementDescriptions(10),
                List.of(tracing, new ExecutionMetrics(registry, new TenantMetrics(registry, 0), exemplars)));
        Execution execution = Executions.statement(Executions.SELECT);
        observer.finished(execution, observer.started(execution, null), Executions.success(Duration.ofMillis(30)));
    }
}
