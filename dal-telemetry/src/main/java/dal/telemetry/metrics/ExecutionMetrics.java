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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Records durations, and counts further attempts: a statement run once more, or asked of a second node too, is still one operation. A series is looked up by a small key of values the execution holds anyway; labels are made
 * once per series.
 */
public final class ExecutionMetrics implements ExecutionWatcher {

    private static final String POSTGRESQL = "postgresql";

    private final MeterRegistry registry;
    private final ConcurrentHashMap<OperationKey, Timer> operations = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<TransactionKey, Timer> transactions = new ConcurrentHashMap<>();

    /** Records in that registry. */
    public ExecutionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void finished(WatchedExecution watched, Outcome outcome) {
        Execution execution = watched.execution();
        switch (execution.kind()) {
            case STATEMENT, BATCH, COMMIT, ROLLBACK ->
                operation(new OperationKey(
                                watched.description().operation(),
                                execution.tenantClass(),
                                execution.cluster(),
                                execution.node(),
                                execution.role(),
                                error(outcome)))
                        .record(outcome.duration(), TimeUnit.NANOSECONDS);
            case RERUN -> attempt(MeterNames.RERUNS, execution, outcome).increment();
            case HEDGE -> attempt(MeterNames.HEDGES, execution, outcome).increment();
            case CONNECTION -> {
                // What was sent over it is not known.
            }
            case TRANSACTION ->
                transaction(new TransactionKey(
                                execution.tenantClass(),
                                execution.cluster(),
                                execution.node(),
                                watched.transactionOutcome(outcome)))
                        .record(outcome.duration(), TimeUnit.NANOSECONDS);
        }
    }

    private static String error(Outcome outcome) {
        return outcome.error() == null ? MeterNames.NO_ERROR : ErrorTypes.label(outcome.error());
    }

    /** Rare, so that the registry itself looks the series up. */
    private Counter attempt(String meter, Execution execution, Outcome outcome) {
        return Counter.builder(meter)
                .description("Further attempts at statements")
                .tag(MeterNames.TENANT_CLASS, execution.tenantClass().value())
                .tag(MeterNames.CLUSTER, execution.cluster().value())
                .tag(MeterNames.NODE, execution.node().value())
                .tag(MeterNames.NODE_ROLE, execution.role().label())
                .tag(MeterNames.ROUTE_REASON, execution.reason().label())
                .tag(MeterNames.ERROR_TYPE, error(outcome))
                .register(registry);
    }

    private Timer operation(OperationKey key) {
        Timer known = operations.get(key);
        return known != null ? known : operations.computeIfAbsent(key, this::registerOperation);
    }

    private Timer transaction(TransactionKey key) {
        Timer known = transactions.get(key);
        return known != null ? known : transactions.computeIfAbsent(key, this::registerTransaction);
    }

    private Timer registerOperation(OperationKey key) {
        return Timer.builder(MeterNames.OPERATION_DURATION)
                .description("Duration of database client operations")
                .serviceLevelObjectives(MeterNames.buckets())
                .tag(MeterNames.SYSTEM, POSTGRESQL)
                .tag(MeterNames.OPERATION, key.operation)
                .tag(MeterNames.TENANT_CLASS, key.tenantClass.value())
                .tag(MeterNames.CLUSTER, key.cluster.value())
                .tag(MeterNames.NODE, key.node.value())
                .tag(MeterNames.NODE_ROLE, key.role.label())
                .tag(MeterNames.ERROR_TYPE, key.error)
                .register(registry);
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

    private record OperationKey(
            String operation,
            TenantClassName tenantClass,
            ClusterName cluster,
            NodeName node,
            Role role,
            String error) {}

    private record TransactionKey(
            TenantClassName tenantClass, ClusterName cluster, NodeName node, TransactionOutcome outcome) {}
}
