package dal.core.execution;

import dal.cluster.ClusterName;
import dal.config.ConnectionConfig;
import dal.consistency.Consistency;
import dal.core.connection.TenantConnection;
import dal.core.pool.PooledConnection;
import dal.error.ErrorContext;
import dal.spi.Execution;
import dal.spi.RouteDecision;
import dal.spi.Router.NodeOutcome;
import dal.status.HeldConnection;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of a pool, borrowed for one piece of work on the node that was chosen for it. Closed once, by whoever took it; it may be cancelled or aborted from
 * any thread meanwhile ({@link Stoppable}).
 */
final class Lease extends Stoppable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final ClassRuntime tenantClass;
    private final ErrorContext context;
    private final RouteDecision.Use use;
    private final PoolName pool;
    private final PooledConnection pooled;
    private final TenantConnection connection;
    private final NodeReport report;
    private final Work work;
    private final Object whose;
    private final long staleness;
    private final String path;
    private final @Nullable Throwable takenAt;
    private final Thread taker = Thread.currentThread();
    private final long taken = System.nanoTime();
    private volatile boolean reclaimed;
    private boolean failed;
    private boolean stopped;
    private volatile boolean beaten;
    private volatile long beatenAt;
    private boolean closed;

    Lease(
            ClassRuntime tenantClass,
            ErrorContext context,
            RouteDecision.Use use,
            PoolName pool,
            PooledConnection pooled,
            TenantConnection connection,
            NodeReport report,
            Work work,
            Object whose,
            long staleness) {
        super(pooled.raw());
        this.tenantClass = tenantClass;
        this.context = context;
        this.use = use;
        this.pool = pool;
        this.pooled = pooled;
        this.connection = connection;
        this.report = report;
        this.work = work;
        this.whose = whose;
        this.staleness = staleness;
        // Looked at now: a cursor's query is known as such only while it is executed.
        boolean cursor = work.opensCursor();
        this.path = work.path(cursor);
        this.takenAt = work.takenAt(cursor);
    }

    TenantConnection connection() {
        return connection;
    }

    @Override
    PoolName pool() {
        return pool;
    }

    RouteDecision.Use use() {
        return use;
    }

    /** Whether it only reads. */
    boolean readRoute() {
        return connection.readOnly();
    }

    ClusterName cluster() {
        return tenantClass.config().cluster();
    }

    ErrorContext context() {
        return context;
    }

    /** Whether its tenant has a schema of its own. */
    boolean namesNoSchema() {
        return tenantClass.namesNoSchema() && context.tenant() != null;
    }

    /** The schema its tenant is bound to, where each has its own. */
    Optional<String> tenantsSchema() {
        TenantId tenant = context.tenant();
        return tenant == null ? Optional.empty() : tenantClass.schema(tenant);
    }

    /** Something executed on it. */
    Execution execution(Execution.Kind kind, ConnectionConfig server, @Nullable String sql, @Nullable Query query) {
        return execution(kind, context, tenantClass, use, server, sql, query, work.consistency(), staleness, 1, null);
    }

    static Execution execution(
            Execution.Kind kind,
            ErrorContext context,
            ClassRuntime tenantClass,
            RouteDecision.Use use,
            ConnectionConfig server,
            @Nullable String sql,
            @Nullable Query query,
            Consistency consistency,
            long staleness,
            int attempt,
            @Nullable String label) {
        TenantId tenant = context.tenant();
        return new Execution(
                kind,
                tenant,
                tenantClass.config().name(),
                tenantClass.config().cluster(),
                use.node(),
                server.host(),
                server.port(),
                server.database(),
                use.role(),
                use.reason(),
                sql,
                query,
                consistency,
                staleness,
                attempt,
                tenant == null ? null : tenantClass.schemaOrNull(tenant),
                label);
    }

    @Override
    public TenantClassName tenantClass() {
        return tenantClass.config().name();
    }

    /** Its own, since that of its class costs a call into the virtual machine for each new one; equality is identity. */
    @Override
    public int hashCode() {
        return Long.hashCode(taken);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public Object work() {
        return whose;
    }

    @Override
    public Thread taker() {
        return taker;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - taken);
    }

    @Override
    public long since() {
        return taken;
    }

    @Override
    public HeldConnection held() {
        StackTraceElement[] stack = takenAt == null ? taker.getStackTrace() : takenAt.getStackTrace();
        return new HeldConnection(
                pool, context.tenant(), path, age(), taker.getName(), List.of(stack), takenAt != null);
    }

    @Override
    public boolean reclaim() {
        if (isCommitting()) {
            return false;
        }
        var unused = cancel();
        reclaimed = true;
        if (!abort()) {
            return false;
        }
        pooled.discard();
        return true;
    }

    /** The node failed, rather than the statement. */
    void nodeFailed() {
        // What was taken away says nothing of the node.
        failed = !reclaimed;
        connection.distrust();
    }

    /**
     * Whether the interrupt of its own thread closed the connection, as it does where a virtual thread waits for the server. Then that says nothing of the node, and
     * the server, which would notice late, is asked to stop: by another thread, since this one can open no connection for it.
     */
    boolean brokeByInterrupt() {
        if (wasAborted() || !Thread.currentThread().isInterrupted()) {
            return false;
        }
        connection.distrust();
        if (!stopped && !isCommitting()) {
            stopped = true;
            Thread.ofVirtual().name("dal-cancel").start(() -> {
                try {
                    pooled.raw().getQueryExecutor().sendQueryCancel();
                } catch (SQLException e) {
                    LOG.atDebug().addKeyValue("pool", pool).log("cancel request failed");
                }
            });
        }
        return true;
    }

    /** Its answer is not waited for any more: what it took up to now is all that is known of its node. */
    void beaten() {
        beatenAt = System.nanoTime();
        beaten = true;
    }

    /** Another thread than the one it was borrowed by gives it back. */
    void leaveToAnother() {
        pooled.leaveToAnother();
    }

    /** Gives the connection back, or has it closed where it is not known to be as it was, whatever is thrown on the way. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean clean = false;
        try {
            connection.finish();
            clean = !connection.suspect()
                    && !wasAborted()
                    && tenantClass.releases().carriesNothing(pooled.raw(), pool, path)
                    && !connection.suspect();
        } finally {
            boolean broken = true;
            try {
                broken = goesBack();
            } finally {
                end(clean && !broken);
            }
        }
    }

    private void end(boolean clean) {
        try {
            if (clean) {
                if (connection.heard()) {
                    pooled.heard();
                }
                pooled.giveBack();
            } else {
                pooled.discard();
            }
        } finally {
            NodeOutcome outcome = failed ? NodeOutcome.FAILED : beaten ? NodeOutcome.NOT_USED : NodeOutcome.ANSWERED;
            report.completed(use, outcome, (beaten ? beatenAt : System.nanoTime()) - taken);
        }
    }
}
