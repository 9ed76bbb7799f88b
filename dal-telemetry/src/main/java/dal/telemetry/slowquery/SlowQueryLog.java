package dal.telemetry.slowquery;

import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.internal.statement.StatementDescription;
import dal.telemetry.internal.watch.ErrorTypes;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.LineLimit;
import dal.telemetry.internal.watch.WatchedExecution;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs a statement, batch or COMMIT that took longer than its class's {@code slow-query-threshold}, the wait for a connection included, whether or not its trace
 * is sampled. At most one line per fingerprint and interval; the next one says how many were kept back. Binds are told only of the parameters named.
 */
public final class SlowQueryLog implements ExecutionWatcher {

    /** The logger's name, for an operator's logging configuration. */
    public static final String LOGGER = "dal.slowquery";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final Map<TenantClassName, Long> thresholds;
    private final boolean tenantIds;
    private final LineLimit limit;
    private final LoggedBinds binds;
    private final Consumer<WatchedExecution> slow;

    /** Logs by the thresholds of those classes and doors, and tells no bind. */
    public SlowQueryLog(DataAccessConfig config, Duration interval, boolean tenantIds, LongSupplier ticker) {
        this(config, interval, tenantIds, Set.of(), slow -> {}, ticker);
    }

    /**
     * Logs by the thresholds of those classes and doors.
     *
     * @param interval how often there may be a line of one fingerprint
     * @param tenantIds whether lines carry the tenant's id
     * @param loggedBinds the names of the parameters whose values lines may tell
     * @param slow is told of each slow one too, on its own thread
     * @param ticker nanoseconds from an arbitrary origin
     */
    public SlowQueryLog(
            DataAccessConfig config,
            Duration interval,
            boolean tenantIds,
            Set<String> loggedBinds,
            Consumer<WatchedExecution> slow,
            LongSupplier ticker) {
        this.thresholds = config.allSettings().stream()
                .filter(tenantClass -> tenantClass.slowQueryThreshold().isPositive())
                .collect(Collectors.toUnmodifiableMap(
                        TenantClassConfig::name,
                        tenantClass -> tenantClass.slowQueryThreshold().toNanos()));
        this.tenantIds = tenantIds;
        this.limit = new LineLimit(interval, ticker);
        this.binds = new LoggedBinds(loggedBinds);
        this.slow = slow;
    }

    @Override
    public void finished(WatchedExecution watched, Outcome outcome) {
        if (isSlow(watched.execution(), outcome)) {
            OptionalLong suppressed = limit.admit(watched.description().fingerprint());
            if (suppressed.isPresent()) {
                log(watched, outcome, suppressed.getAsLong());
            }
            slow.accept(watched);
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
                .addKeyValue("fingerprint", statement.fingerprint())
                .addKeyValue("duration_ms", millis(outcome.duration()))
                .addKeyValue("pool_wait_ms", millis(outcome.poolWait()))
                .addKeyValue("execution_ms", millis(outcome.duration() - outcome.poolWait() - outcome.fetching()))
                .addKeyValue("fetch_ms", millis(outcome.fetching()))
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
        if (outcome.batchSize() > 0) {
            line = line.addKeyValue("batch_size", outcome.batchSize());
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
        binds.addTo(line, execution.query()).log("Slow statement");
    }

    /** Milliseconds with a microsecond's precision. */
    private static double millis(long nanos) {
        long micros = nanos / 1_000;
        return micros / 1_000.0;
    }
}
