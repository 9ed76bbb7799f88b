package dal.telemetry.trace;

import dal.error.DatabaseException;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.StatementTelemetry;
import dal.telemetry.internal.watch.ErrorTypes;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.WatchedExecution;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Makes spans. A statement or batch is a CLIENT span; a transaction an INTERNAL one, without {@code db.system.name}, so that no backend counts it as one more
 * query; statements in it are its children. COMMIT and ROLLBACK are events of the transaction's span, with their duration; outside a transaction they are
 * spans of their own. A statement that was run once more on another node, or asked of a second one too, stays one span; each further attempt is its child,
 * a CLIENT span that names its own node, and starts its name with what it is. A caller's own use of a connection is an INTERNAL span, the
 * parent of what is sent meanwhile. Work for which there was no node, or no connection, has its span too, with the error.
 *
 * <p>A span starts before a connection is waited for and ends when the execution does, so its length is what the caller waited; a wait beyond a threshold is a
 * child of its own. What a sampler may decide by is set at creation; what is known later only on a span that records. Where the SDK's sampler is known to
 * drop a span, none is made. No scope is opened: the span is never current, and nothing has to be undone on whatever thread the execution ends.
 */
public final class Tracing implements ExecutionWatcher {

    private static final double NANOS_PER_SECOND = 1e9;

    /** In nanoseconds: what takes less found a connection that was free. */
    private static final long SHORTEST_WAIT = 10_000;

    private final Tracer tracer;
    private final SamplingForecast forecast;
    private final SpanAttributes attributes;
    private final boolean tenantIds;
    private final long acquireThreshold;
    private final InstantSource clock;

    /** Spans of that OpenTelemetry's, with the usual threshold. */
    public Tracing(OpenTelemetry openTelemetry, boolean tenantIds) {
        this(openTelemetry, tenantIds, StatementTelemetry.DEFAULT.acquireSpanThreshold(), InstantSource.system());
    }

    /**
     * Spans of that OpenTelemetry's.
     *
     * @param tenantIds whether they carry the tenant's id
     * @param acquireThreshold a wait for a connection that takes longer has a span of its own
     * @param clock tells when that was
     */
    public Tracing(OpenTelemetry openTelemetry, boolean tenantIds, Duration acquireThreshold, InstantSource clock) {
        this.tracer = openTelemetry.getTracer(DalAttributes.TRACER);
        this.forecast = SamplingForecast.of(openTelemetry);
        this.attributes = new SpanAttributes(tenantIds);
        this.tenantIds = tenantIds;
        this.acquireThreshold = acquireThreshold.toNanos();
        this.clock = clock;
    }

    @Override
    public void started(WatchedExecution watched) {
        if (!tracer.isEnabled()) {
            return;
        }
        WatchedExecution parent = watched.parent();
        Span above = parent == null ? null : parent.span();
        Context context;
        SamplingForecast.Verdict verdict;
        if (parent == null || above == null) {
            context = Context.current();
            verdict = forecast.below(Span.fromContext(context).getSpanContext());
            if (verdict == SamplingForecast.Verdict.DROP || isEventOfTransaction(watched)) {
                return;
            }
        } else {
            if (above.isRecording()) {
                begin(parent, above);
            }
            verdict = forecast.below(above.getSpanContext());
            if (verdict == SamplingForecast.Verdict.DROP || isEventOfTransaction(watched)) {
                return;
            }
            context = parent.in(Context.current());
        }
        start(watched, context, verdict);
    }

    private void start(WatchedExecution watched, Context context, SamplingForecast.Verdict verdict) {
        Execution execution = watched.execution();
        SpanBuilder builder = tracer.spanBuilder(nameOf(watched))
                .setParent(context)
                .setSpanKind(SpanAttributes.isStatement(execution.kind()) ? SpanKind.CLIENT : SpanKind.INTERNAL);
        switch (verdict) {
            case RECORD -> {
                SpanAttributes.Sink sink = builder::setAttribute;
                attributes.decisive(sink, watched);
                attributes.descriptive(sink, execution);
                watched.spanIs(builder.startSpan());
            }
            case BY_TRACE -> {
                Span span = builder.startSpan();
                if (span.isRecording()) {
                    SpanAttributes.Sink sink = span::setAttribute;
                    attributes.decisive(sink, watched);
                    attributes.descriptive(sink, execution);
                }
                watched.spanIs(span);
            }
            case UNKNOWN, DROP -> {
                attributes.decisive(builder::setAttribute, watched);
                Span span = builder.startSpan();
                if (span.isRecording()) {
                    attributes.descriptive(span::setAttribute, execution);
                }
                watched.spanIs(span);
            }
        }
        if (execution.kind() == Execution.Kind.TRANSACTION && execution.attempt() > 1) {
            Span span = watched.span();
            if (span != null) {
                span.addEvent(
                        DalAttributes.RETRY_EVENT, Attributes.of(DalAttributes.ATTEMPT, (long) execution.attempt()));
            }
        }
    }

    @Override
    public void finished(WatchedExecution watched, Outcome outcome) {
        Span span = watched.span();
        if (span != null) {
            try {
                if (span.isRecording()) {
                    complete(span, watched, outcome);
                }
            } finally {
                span.end();
            }
        } else if (isEventOfTransaction(watched)) {
            addEvent(watched, outcome);
        }
    }

    private static String nameOf(WatchedExecution watched) {
        Execution execution = watched.execution();
        return switch (execution.kind()) {
            case TRANSACTION ->
                execution.label() == null
                        ? DalAttributes.TRANSACTION_SPAN
                        : DalAttributes.TRANSACTION_SPAN + ' ' + execution.label();
            case CONNECTION -> DalAttributes.CONNECTION_SPAN;
            case RERUN -> DalAttributes.RERUN_PREFIX + watched.description().summary();
            case HEDGE -> DalAttributes.HEDGE_PREFIX + watched.description().summary();
            case STATEMENT, BATCH, COMMIT, ROLLBACK -> watched.description().summary();
        };
    }

    private void complete(Span span, WatchedExecution watched, Outcome outcome) {
        if (outcome.poolWait() >= SHORTEST_WAIT) {
            span.setAttribute(DalAttributes.POOL_WAIT, outcome.poolWait() / NANOS_PER_SECOND);
            if (outcome.poolWait() > acquireThreshold) {
                acquire(watched, outcome);
            }
        }
        if (outcome.attempts() > 1) {
            span.setAttribute(DalAttributes.ATTEMPTS, (long) outcome.attempts());
        }
        if (outcome.node() != null && !outcome.node().equals(watched.execution().node())) {
            span.setAttribute(DalAttributes.ANSWERED_BY, outcome.node().value());
        }
        if (outcome.rows() >= 0) {
            span.setAttribute(DalAttributes.ROWS, outcome.rows());
        }
        if (outcome.fetching() > 0) {
            span.setAttribute(DalAttributes.FETCH, outcome.fetching() / NANOS_PER_SECOND);
        }
        if (outcome.batchSize() > 1) {
            span.setAttribute(DbAttributes.DB_OPERATION_BATCH_SIZE, (long) outcome.batchSize());
        }
        if (outcome.sqlState() != null) {
            span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, outcome.sqlState());
        }
        if (watched.execution().kind() == Execution.Kind.TRANSACTION) {
            span.setAttribute(
                    DalAttributes.TRANSACTION_OUTCOME,
                    watched.transactionOutcome(outcome).label());
        }
        if (outcome.error() != null) {
            span.setAttribute(ErrorAttributes.ERROR_TYPE, ErrorTypes.of(outcome.error()));
            fail(span, outcome.error());
        }
    }

    /** The wait came first, and is known only now. */
    private void acquire(WatchedExecution watched, Outcome outcome) {
        Context context = watched.in(Context.current());
        Instant started = clock.instant().minusNanos(outcome.duration());
        SpanBuilder builder = tracer.spanBuilder(DalAttributes.ACQUIRE_SPAN)
                .setParent(context)
                .setStartTimestamp(started)
                .setAttribute(
                        DalAttributes.TENANT_CLASS,
                        watched.execution().tenantClass().value())
                .setAttribute(DalAttributes.NODE, watched.execution().node().value())
                .setAttribute(
                        DalAttributes.NODE_ROLE, watched.execution().role().label());
        builder.startSpan().end(started.plusNanos(outcome.poolWait()));
    }

    /** The library's messages hold no value, but they name the tenant; other messages may hold anything. */
    private void fail(Span span, Throwable error) {
        if (tenantIds && error instanceof DatabaseException known && known.getMessage() != null) {
            span.setStatus(StatusCode.ERROR, known.getMessage());
        } else {
            span.setStatus(StatusCode.ERROR);
        }
    }

    /** BEGIN has no trip of its own: it goes with the first statement. */
    private static void begin(WatchedExecution parent, Span span) {
        if (parent.execution().kind() == Execution.Kind.TRANSACTION && parent.enter()) {
            span.addEvent(DalAttributes.BEGIN_EVENT);
        }
    }

    private static void addEvent(WatchedExecution watched, Outcome outcome) {
        Span span = watched.parent() == null ? null : watched.parent().span();
        if (span == null || !span.isRecording()) {
            return;
        }
        AttributesBuilder attributes =
                Attributes.builder().put(DalAttributes.DURATION, outcome.duration() / NANOS_PER_SECOND);
        if (outcome.sqlState() != null) {
            attributes.put(DbAttributes.DB_RESPONSE_STATUS_CODE, outcome.sqlState());
        }
        if (outcome.error() != null) {
            attributes.put(ErrorAttributes.ERROR_TYPE, ErrorTypes.of(outcome.error()));
        }
        String name = watched.execution().kind() == Execution.Kind.COMMIT
                ? DalAttributes.COMMIT_EVENT
                : DalAttributes.ROLLBACK_EVENT;
        span.addEvent(name, attributes.build());
    }

    private static boolean isEventOfTransaction(WatchedExecution watched) {
        return watched.parent() != null
                && switch (watched.execution().kind()) {
                    case COMMIT, ROLLBACK -> true;
                    case STATEMENT, BATCH, RERUN, HEDGE, CONNECTION, TRANSACTION -> false;
                };
    }
}
