package dal.telemetry.trace;

import dal.error.DatabaseException;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.internal.statement.StatementDescription;
import dal.telemetry.internal.watch.ErrorTypes;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.WatchedExecution;
import dal.tenant.TenantId;
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
import io.opentelemetry.semconv.ServerAttributes;

/**
 * Makes spans. A statement or batch is a CLIENT span; a transaction an INTERNAL one, without {@code db.system.name}, so that no backend counts it as one more
 * query; statements in it are its children. COMMIT and ROLLBACK are events of the transaction's span, with their duration; outside a transaction they are
 * spans of their own. A statement that was run once more on another node, or asked of a second one too, stays one span; each further attempt is its child,
 * a CLIENT span that names its own node, and starts its name with what it is.
 *
 * <p>A span starts before a connection is waited for and ends when the execution does, so its length is what the caller waited. What a sampler may decide
 * by is set at creation; what is known later only on a span that records. No scope is opened: the span is never current, and nothing has to be undone on
 * whatever thread the execution ends.
 */
public final class Tracing implements ExecutionWatcher {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Tracer tracer;
    private final boolean tenantIds;

    /**
     * Spans of that OpenTelemetry's.
     *
     * @param tenantIds whether they carry the tenant's id
     */
    public Tracing(OpenTelemetry openTelemetry, boolean tenantIds) {
        this.tracer = openTelemetry.getTracer(DalAttributes.TRACER);
        this.tenantIds = tenantIds;
    }

    @Override
    public void started(WatchedExecution watched) {
        if (!tracer.isEnabled() || isEventOfTransaction(watched)) {
            return;
        }
        Execution execution = watched.execution();
        boolean transaction = execution.kind() == Execution.Kind.TRANSACTION;
        StatementDescription statement = watched.description();
        Context parent = parentOf(watched);
        SpanBuilder builder = tracer.spanBuilder(nameOf(execution.kind(), statement))
                .setParent(parent)
                .setSpanKind(transaction ? SpanKind.INTERNAL : SpanKind.CLIENT)
                .setAttribute(DbAttributes.DB_NAMESPACE, execution.database())
                .setAttribute(ServerAttributes.SERVER_ADDRESS, execution.host())
                .setAttribute(ServerAttributes.SERVER_PORT, execution.port())
                .setAttribute(
                        DalAttributes.TENANT_CLASS, execution.tenantClass().value())
                .setAttribute(DalAttributes.CLUSTER, execution.cluster().value())
                .setAttribute(DalAttributes.NODE, execution.node().value())
                .setAttribute(DalAttributes.NODE_ROLE, execution.role().label())
                .setAttribute(DalAttributes.ROUTE_REASON, execution.reason().label());
        TenantId tenant = execution.tenant();
        if (tenantIds && tenant != null) {
            builder.setAttribute(DalAttributes.TENANT_ID, tenant.value());
        }
        if (!transaction) {
            describe(builder, statement);
        }
        watched.spanIn(parent.with(builder.startSpan()));
    }

    @Override
    public void finished(WatchedExecution watched, Outcome outcome) {
        Context context = watched.context();
        if (context != null) {
            Span span = Span.fromContext(context);
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

    private static String nameOf(Execution.Kind kind, StatementDescription statement) {
        return switch (kind) {
            case TRANSACTION -> DalAttributes.TRANSACTION_SPAN;
            case RERUN -> DalAttributes.RERUN_PREFIX + statement.summary();
            case HEDGE -> DalAttributes.HEDGE_PREFIX + statement.summary();
            case STATEMENT, BATCH, COMMIT, ROLLBACK, CONNECTION -> statement.summary();
        };
    }

    private static void describe(SpanBuilder builder, StatementDescription statement) {
        builder.setAttribute(DbAttributes.DB_SYSTEM_NAME, DbAttributes.DbSystemNameValues.POSTGRESQL)
                .setAttribute(DbAttributes.DB_OPERATION_NAME, statement.operation())
                .setAttribute(DbAttributes.DB_QUERY_SUMMARY, statement.summary());
        if (statement.collection() != null) {
            builder.setAttribute(DbAttributes.DB_COLLECTION_NAME, statement.collection());
        }
        if (statement.text() != null) {
            builder.setAttribute(DbAttributes.DB_QUERY_TEXT, statement.text());
        }
    }

    private void complete(Span span, WatchedExecution watched, Outcome outcome) {
        if (outcome.poolWait() > 0) {
            span.setAttribute(DalAttributes.POOL_WAIT, outcome.poolWait() / NANOS_PER_SECOND);
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

    /** The library's messages hold no value, but they name the tenant; other messages may hold anything. */
    private void fail(Span span, Throwable error) {
        if (tenantIds && error instanceof DatabaseException known && known.getMessage() != null) {
            span.setStatus(StatusCode.ERROR, known.getMessage());
        } else {
            span.setStatus(StatusCode.ERROR);
        }
    }

    private static void addEvent(WatchedExecution watched, Outcome outcome) {
        Context context = watched.parent() == null ? null : watched.parent().context();
        if (context == null || !Span.fromContext(context).isRecording()) {
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
        Span.fromContext(context).addEvent(name, attributes.build());
    }

    private static Context parentOf(WatchedExecution watched) {
        WatchedExecution parent = watched.parent();
        Context of = parent == null ? null : parent.context();
        return of != null ? of : Context.current();
    }

    private static boolean isEventOfTransaction(WatchedExecution watched) {
        return watched.parent() != null
                && switch (watched.execution().kind()) {
                    case COMMIT, ROLLBACK -> true;
                    case STATEMENT, BATCH, RERUN, HEDGE, CONNECTION, TRANSACTION -> false;
                };
    }
}
