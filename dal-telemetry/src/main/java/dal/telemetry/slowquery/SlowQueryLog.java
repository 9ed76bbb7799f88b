package dal.telemetry.slowquery;

import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.internal.statement.StatementDescription;
import dal.telemetry.internal.watch.ErrorTypes;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.WatchedExecution;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs a statement, batch or COMMIT that took longer than its class's {@code slow-query-threshold}, the wait for a connection included, whether or not its trace
 * is sampled. At most one line per summary and interval; the next one says how many were kept back.
 */
public final class SlowQueryLog implements ExecutionWatcher {

    /** The logger's name, for an operator's logging configuration. */
    public static final String LOGGER = "dal.slowquery";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final Map<TenantClassName, Long> thresholds;
    private final boolean tenantIds;
    private final LineLimit limit;

    /**
     * Logs by the thresholds of those classes and doors.
     *
     * @param interval how often there may be a line of one summary
     * @param tenantIds whether lines carry the tenant's id
     * @param ticker nanoseconds from an arbitrary origin
     */
    public SlowQueryLog(DataAccessConfig config, Duration interval, boolean tenantIds, LongSupplier ticker) {
        this.thresholds = config.allSettings().stream()
                .filter(tenantClass -> tenantClass.slowQueryThreshold().isPositive())
                .collect(Collectors.toUnmodifiableMap(
                        TenantClassConfig::name,
                        tenantClass -> tenantClass.slowQueryThreshold().toNanos()));
        this.tenantIds = tenantIds;
        this.limit = new LineLimit(interval, ticker);
    }

    @Override
    public void finished(WatchedExecution watched, Outcome outcome) {
        if (isSlow(watched.execution(), outcome)) {
            OptionalLong suppressed = limit.admit(watched.description().summary());
            if (suppressed.isPresent()) {
                log(watched, outcome, suppressed.getAsLong());
            }
        }
    }

    private boolean isSlow(Execution execution, Outcome outcome) {
        return switch (execution.kind()) {
            case STATEMENT, BATCH, COMMIT -> {
                Long threshold = thresholds.get(execution.tenantClass());
                yield threshold != null && outcome.duration() > threshold;
            }
            // A transaction is slow by its statements or by the work between them, a rerun with the statement it
            // belongs to; a rollback matters to nobody.
            case RERUN, HEDGE, CONNECTION, TRANSACTION, ROLLBACK -> false;
        };
    }

    private void log(WatchedExecution watched, Outcome outcome, long suppressed) {
        Execution execution = watched.execution();
        StatementDescription statement = watched.description();
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("summary", statement.summary())
                .addKeyValue("duration_ms", millis(outcome.duration()))
                .addKeyValue("pool_wait_ms", millis(outcome.poolWait()))
                .addKeyValue("tenant_class", execution.tenantClass().value())
                .addKeyValue("cluster", execution.cluster().value())
                .addKeyValue("node", execution.node().value())
                .addKeyValue("role", execution.role().label());
        TenantId tenant = execution.tenant();
        if (tenantIds && tenant != null) {
            line = line.addKeyValue("tenant_id", tenant.value());
        }
        if (outcome.rows() >= 0) {
            line = line.addKeyValue("rows", outcome.rows());
        }
        if (outcome.attempts() > 1) {
            line = line.addKeyValue("attempts", outcome.attempts());
        }
        if (outcome.node() != null && !outcome.node().equals(execution.node())) {
            line = line.addKeyValue("answered_by", outcome.node().value());
        }
        if (outcome.sqlState() != null) {
            line = line.addKeyValue("sqlstate", outcome.sqlState());
        }
        if (outcome.error() != null) {
            line = line.addKeyValue("error", ErrorTypes.of(outcome.error()));
        }
        SpanContext span = watched.nearestSpan().getSpanContext();
        if (span.isValid()) {
            line = line.addKeyValue("trace_id", span.getTraceId()).addKeyValue("span_id", span.getSpanId());
        }
        if (suppressed > 0) {
            line = line.addKeyValue("suppressed", suppressed);
        }
        if (statement.text() != null) {
            line = line.addKeyValue("text", statement.text());
        }
        line.log("Slow statement");
    }

    /** Milliseconds with a microsecond's precision. */
    private static double millis(long nanos) {
        long micros = nanos / 1_000;
        return micros / 1_000.0;
    }
}
