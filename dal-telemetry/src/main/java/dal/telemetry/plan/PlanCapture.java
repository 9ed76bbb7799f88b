package dal.telemetry.plan;

import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.spi.Execution;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.telemetry.internal.statement.StatementDescription;
import dal.telemetry.internal.watch.LineLimit;
import dal.telemetry.internal.watch.WatchedExecution;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import io.opentelemetry.api.trace.SpanContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs the generic plans of slow statements: of each shape at most one in an interval, asked for by one thread of its own over a connection that is opened for it
 * on the node the statement ran on and closed after it. The transaction is read-only, limited in time, and bound to the statement's tenant; the statement is
 * explained and never executed. Where too many wait, or the server has no plan to tell, there is none.
 *
 * <p>Costs the caller nothing but a place in a queue. Thread-safe.
 */
public final class PlanCapture implements LifecycleParticipant {

    /** The logger's name, for an operator's logging configuration. */
    public static final String LOGGER = "dal.plan";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final String PURPOSE = "plan";
    private static final int MOST_WAITING = 16;
    private static final Set<String> EXPLAINED = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE");

    private final NodeConnector connector;
    private final Duration timeout;
    private final LineLimit limit;
    private final Map<TenantClassName, TenantIsolation> isolations;
    private final ThreadPoolExecutor worker;

    /**
     * Asks over connections of that connector's.
     *
     * @param interval how often the plan of one shape is asked for at most
     * @param timeout how long connecting, and the server's answer, may take
     * @param ticker nanoseconds from an arbitrary origin
     */
    public PlanCapture(
            NodeConnector connector,
            DataAccessConfig config,
            Duration interval,
            Duration timeout,
            LongSupplier ticker) {
        this.connector = connector;
        this.timeout = timeout;
        this.limit = new LineLimit(interval, ticker);
        this.isolations = config.allSettings().stream()
                .collect(Collectors.toUnmodifiableMap(TenantClassConfig::name, TenantClassConfig::isolation));
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("dal-plan").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        worker.allowCoreThreadTimeOut(true);
    }

    /** A statement was slow: its plan is logged soon, if it is its turn. */
    public void slow(WatchedExecution watched) {
        Execution execution = watched.execution();
        String sql = execution.sql();
        StatementDescription statement = watched.description();
        if (execution.kind() == Execution.Kind.STATEMENT
                && execution.placed()
                && sql != null
                && EXPLAINED.contains(statement.operation())
                && limit.admit(statement.fingerprint()).isPresent()) {
            SpanContext trace = watched.nearestSpan().getSpanContext();
            worker.execute(() -> capture(execution, sql, statement, trace));
        }
    }

    private void capture(Execution execution, String sql, StatementDescription statement, SpanContext trace) {
        try (Connection connection = connector.open(execution.cluster(), execution.node(), PURPOSE, timeout)) {
            connection.setAutoCommit(false);
            GenericPlan plan = new GenericPlan(connection, timeout);
            plan.begin();
            bind(plan, execution);
            String text = plan.of(sql);
            connection.rollback();
            LoggingEventBuilder line = LOG.atWarn()
                    .addKeyValue("fingerprint", statement.fingerprint())
                    .addKeyValue("summary", statement.summary())
                    .addKeyValue("tenant_class", execution.tenantClass().value())
                    .addKeyValue("cluster", execution.cluster().value())
                    .addKeyValue("node", execution.node().value())
                    .addKeyValue("plan", text);
            if (trace.isValid()) {
                line = line.addKeyValue("trace_id", trace.getTraceId());
            }
            line.log("Plan of a slow statement");
        } catch (SQLException e) {
            // A server's message may quote the statement.
            LOG.atInfo()
                    .addKeyValue("fingerprint", statement.fingerprint())
                    .addKeyValue("node", execution.node().value())
                    .addKeyValue("sqlstate", e.getSQLState())
                    .log("No plan of a slow statement");
        } catch (RuntimeException e) {
            LOG.atInfo()
                    .addKeyValue("fingerprint", statement.fingerprint())
                    .addKeyValue("error", e.getClass().getName())
                    .log("No plan of a slow statement");
        }
    }

    private void bind(GenericPlan plan, Execution execution) throws SQLException {
        TenantId tenant = execution.tenant();
        TenantIsolation isolation = isolations.get(execution.tenantClass());
        if (tenant == null || isolation == null) {
            return;
        }
        switch (isolation) {
            case TenantIsolation.RowLevelSecurity security -> plan.set(security.setting(), tenant.value());
            case TenantIsolation.SchemaPerTenant schemas -> {
                if (execution.schema() != null) {
                    plan.set(
                            "search_path",
                            quoted(execution.schema())
                                    + schemas.shared().stream()
                                            .map(shared -> ", " + quoted(shared))
                                            .collect(Collectors.joining()));
                }
            }
            case TenantIsolation.None none -> {
                // The class binds no tenant.
            }
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public String name() {
        return "plans";
    }

    @Override
    public Phase phase() {
        return Phase.TELEMETRY;
    }

    @Override
    public void stop(Duration remaining) throws InterruptedException {
        worker.shutdownNow();
        var unused = worker.awaitTermination(remaining.toNanos(), TimeUnit.NANOSECONDS);
    }
}
