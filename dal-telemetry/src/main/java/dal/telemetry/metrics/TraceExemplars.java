package dal.telemetry.metrics;

import io.opentelemetry.api.trace.Span;
import io.prometheus.metrics.tracer.common.SpanContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Which trace a measurement belongs to, for a Prometheus registry to put beside it as an exemplar: the span that is {@linkplain #during measured}, else the one
 * that is current. Only of sampled traces, since nobody could look another one up. Thread-safe.
 */
@Singleton
public final class TraceExemplars implements SpanContext {

    private final ThreadLocal<@Nullable Span> measured = new ThreadLocal<>();

    /** Measures on this thread belong to that span, while the work records them. Sampled or not: what is not is no exemplar. */
    void during(Span span, Runnable recording) {
        measured.set(span);
        try {
            recording.run();
        } finally {
            measured.remove();
        }
    }

    private io.opentelemetry.api.trace.SpanContext context() {
        Span span = measured.get();
        return (span == null ? Span.current() : span).getSpanContext();
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        return context().isSampled() ? context().getTraceId() : null;
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        return context().isSampled() ? context().getSpanId() : null;
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return context().isSampled();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
        // A mark would change a span for the sake of a metric, and nobody here reads it.
    }
}
