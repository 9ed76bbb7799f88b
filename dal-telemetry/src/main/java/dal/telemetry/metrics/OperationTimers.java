package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.tenant.TenantClassName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The timers of operations. Every query asks for one, so those asked for lately are found without making a key: in a table with one place for each hash, where a
 * newcomer drives out whoever has its place. Thread-safe.
 */
final class OperationTimers {

    private static final String POSTGRESQL = "postgresql";

    /** A power of two. Series that share a place cost a key each time they take turns. */
    private static final int PLACES = 256;

    private final MeterRegistry registry;
    private final Map<Key, Series> all = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<Series> lately = new AtomicReferenceArray<>(PLACES);

    OperationTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The timer of that operation where it ran, and how it ended. */
    @SuppressWarnings("ReferenceEquality") // The very one.
    Timer timer(String operation, Execution execution, String error) {
        int place = place(operation, execution, error);
        Series known = lately.get(place);
        if (known != null && known.key.names(operation, execution, error)) {
            return known.timer;
        }
        Key key = new Key(
                operation, execution.tenantClass(), execution.cluster(), execution.node(), execution.role(), error);
        Series series = all.computeIfAbsent(key, this::register);
        lately.set(place, series);
        if (all.get(key) != series) {
            // Its node left meanwhile: should it come back, it has a series of its own.
            lately.set(place, null);
        }
        return series.timer;
    }

    private static int place(String operation, Execution execution, String error) {
        int hash = operation.hashCode();
        hash = 31 * hash + execution.tenantClass().value().hashCode();
        hash = 31 * hash + execution.node().value().hashCode();
        hash = 31 * hash + error.hashCode();
        return (hash ^ hash >>> 16) & (PLACES - 1);
    }

    /** Takes away the series of a node that has left. */
    void forget(ClusterName cluster, NodeName node) {
        all.entrySet().removeIf(entry -> {
            boolean its = entry.getKey().cluster.equals(cluster)
                    && entry.getKey().node.equals(node);
            if (its) {
                registry.remove(entry.getValue().timer);
            }
            return its;
        });
        for (int place = 0; place < PLACES; place++) {
            lately.set(place, null);
        }
    }

    private Series register(Key key) {
        return new Series(
                key,
                Timer.builder(MeterNames.OPERATION_DURATION)
                        .description("Duration of database client operations")
                        .serviceLevelObjectives(MeterNames.buckets())
                        .tag(MeterNames.SYSTEM, POSTGRESQL)
                        .tag(MeterNames.OPERATION, key.operation)
                        .tag(MeterNames.TENANT_CLASS, key.tenantClass.value())
                        .tag(MeterNames.CLUSTER, key.cluster.value())
                        .tag(MeterNames.NODE, key.node.value())
                        .tag(MeterNames.NODE_ROLE, key.role.label())
                        .tag(MeterNames.ERROR_TYPE, key.error)
                        .register(registry));
    }

    private record Series(Key key, Timer timer) {}

    /** What names a series. */
    private record Key(
            String operation,
            TenantClassName tenantClass,
            ClusterName cluster,
            NodeName node,
            Role role,
            String error) {

        boolean names(String itsOperation, Execution execution, String itsError) {
            return operation.equals(itsOperation)
                    && tenantClass.equals(execution.tenantClass())
                    && cluster.equals(execution.cluster())
                    && node.equals(execution.node())
                    && role == execution.role()
                    && error.equals(itsError);
        }
    }
}
