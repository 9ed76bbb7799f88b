package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.internal.watch.ErrorTypes;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.TransactionOutcome;
import dal.telemetry.internal.watch.WatchedExecution;
import dal.tenant.TenantClassName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Records durations, and counts further attempts: a statement run once more, or asked of a second node too, is still one operation. A series is looked up by a
 * small key of values the execution holds anyway; labels are made once per series. Thread-safe.
 */
public final class ExecutionMetrics implements ExecutionWatcher {

    private final MeterRegistry registry;
    private final TenantMetrics tenants;
    private final TraceExemplars exemplars;
    private final OperationTimers operations;
    private final Map<TransactionKey, Timer> transactions = new ConcurrentHashMap<>();
    private final Map<AttemptKey, Counter> attempts = new ConcurrentHashMap<>();

    /** A class lives on one cluster. */
    private final Map<TenantClassName, Counter> tries = new ConcurrentHashMap<>();

    /** Records in that registry, nothing by tenant and without exemplars of its own. */
    public ExecutionMetrics(MeterRegistry registry) {
        this(registry, new TenantMetrics(registry, 0), new TraceExemplars());
    }

    /**
     * Records in that registry.
     *
     * @param tenants what is measured by tenant
     * @param exemplars told which span is measured; nothing to a registry that does not ask it
     */
    public ExecutionMetrics(MeterRegistry registry, TenantMetrics tenants, TraceExemplars exemplars) {
        this.registry = registry;
        this.operations = new OperationTimers(registry);
        this.tenants = tenants;
        this.exemplars = exemplars;
    }

    @Override
    public void finished(WatchedExecution watched, Outcome outcome) {
        Execution execution = watched.execution();
        switch (execution.kind()) {
            case STATEMENT, BATCH, COMMIT, ROLLBACK -> {
                record(
                        operations.timer(watched.description().operation(), execution, error(outcome)),
                        watched,
                        outcome);
                if (!tenants.isOff()) {
                    tenants.record(execution.tenantClass(), execution.tenant(), outcome.duration());
                }
            }
            case RERUN -> attempt(MeterNames.RERUNS, execution, outcome).increment();
            case HEDGE -> attempt(MeterNames.HEDGES, execution, outcome).increment();
            case CONNECTION -> {
                // What is sent over it is told by itself.
            }
            case TRANSACTION -> {
                record(
                        transaction(new TransactionKey(
                                execution.tenantClass(),
                                execution.cluster(),
                                execution.node(),
                                watched.transactionOutcome(outcome))),
                        watched,
                        outcome);
                tries(execution).increment(outcome.attempts());
            }
        }
    }

    private void record(Timer timer, WatchedExecution watched, Outcome outcome) {
        Span span = watched.nearestSpan();
        if (span.getSpanContext().isSampled()) {
            exemplars.during(span, () -> timer.record(outcome.duration(), TimeUnit.NANOSECONDS));
        } else {
            timer.record(outcome.duration(), TimeUnit.NANOSECONDS);
        }
    }

    private static String error(Outcome outcome) {
        return outcome.error() == null ? MeterNames.NO_ERROR : ErrorTypes.label(outcome.error());
    }

    /** Takes away the series of a node that has left. */
    public void forget(ClusterName cluster, NodeName node) {
        operations.forget(cluster, node);
        forget(transactions, cluster, node);
        forget(attempts, cluster, node);
    }

    private <K extends OfNode, M extends Meter> void forget(Map<K, M> series, ClusterName cluster, NodeName node) {
        series.entrySet().removeIf(entry -> {
            boolean its = entry.getKey().cluster().equals(cluster)
                    && entry.getKey().node().equals(node);
            if (its) {
                registry.remove(entry.getValue());
            }
            return its;
        });
    }

    private Counter attempt(String meter, Execution execution, Outcome outcome) {
        return attempts.computeIfAbsent(
                new AttemptKey(
                        meter,
                        execution.tenantClass(),
                        execution.cluster(),
                        execution.node(),
                        execution.role(),
                        execution.reason().label(),
                        error(outcome)),
                this::registerAttempt);
    }

    private Counter registerAttempt(AttemptKey key) {
        return Counter.builder(key.meter)
                .description("Further attempts at statements")
                .tag(MeterNames.TENANT_CLASS, key.tenantClass.value())
                .tag(MeterNames.CLUSTER, key.cluster.value())
                .tag(MeterNames.NODE, key.node.value())
                .tag(MeterNames.NODE_ROLE, key.role.label())
                .tag(MeterNames.ROUTE_REASON, key.reason)
                .tag(MeterNames.ERROR_TYPE, key.error)
                .register(registry);
    }

    private Counter tries(Execution execution) {
        Counter known = tries.get(execution.tenantClass());
        return known != null
                ? known
                : tries.computeIfAbsent(execution.tenantClass(), met -> registerTries(met, execution.cluster()));
    }

    private Counter registerTries(TenantClassName tenantClass, ClusterName cluster) {
        return Counter.builder(MeterNames.TRANSACTION_ATTEMPTS)
                .description("Attempts at transactions")
                .tag(MeterNames.TENANT_CLASS, tenantClass.value())
                .tag(MeterNames.CLUSTER, cluster.value())
                .register(registry);
    }

    /** Where one outcome is met, all are there: of a series that begins with its first event, a rate does not see that one. */
    private Timer transaction(TransactionKey key) {
        Timer known = transactions.get(key);
        if (known != null) {
            return known;
        }
        for (TransactionOutcome outcome : TransactionOutcome.values()) {
            transactions.computeIfAbsent(
                    new TransactionKey(key.tenantClass, key.cluster, key.node, outcome), this::registerTransaction);
        }
        return transactions.computeIfAbsent(key, this::registerTransaction);
    }

    private Timer registerTransaction(TransactionKey key) {
        return Timer.builder(MeterNames.TRANSACTION_DURATION)
                .description("Duration of transactions")
                .serviceLevelObjectives(MeterNames.buckets())
                .tag(MeterNames.TENANT_CLASS, key.tenantClass.value())
                .tag(MeterNames.CLUSTER, key.cluster.value())
                .tag(MeterNames.NODE, key.node.value())
                .tag(MeterNames.TRANSACTION_OUTCOME, key.outcome.label())
                .register(registry);
    }

    /** What names a series of one node. */
    private interface OfNode {

        ClusterName cluster();

        NodeName node();
    }

    private record TransactionKey(
            TenantClassName tenantClass, ClusterName cluster, NodeName node, TransactionOutcome outcome)
            implements OfNode {}

    private record AttemptKey(
            String meter,
            TenantClassName tenantClass,
            ClusterName cluster,
            NodeName node,
            Role role,
            String reason,
            String error)
            implements OfNode {}
}
