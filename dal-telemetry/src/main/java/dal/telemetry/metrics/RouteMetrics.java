package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.status.RouteCount;
import dal.status.RouteCount.Decision;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counters of how work was routed, one for each combination met so far. Thread-safe. */
final class RouteMetrics {

    private final MeterRegistry registry;
    private final Supplier<List<RouteCount>> routes;
    private final Set<Key> registered = ConcurrentHashMap.newKeySet();

    RouteMetrics(MeterRegistry registry, Supplier<List<RouteCount>> routes) {
        this.registry = registry;
        this.routes = routes;
    }

    /** Registers what was met since the last time. */
    void refresh() {
        for (RouteCount route : routes.get()) {
            Key key = Key.of(route);
            if (registered.add(key)) {
                register(key);
            }
        }
    }

    private void register(Key key) {
        // The registry holds this object weakly; the gauges that refresh it hold it for as long as they are registered.
        FunctionCounter.builder(MeterNames.ROUTES, this, metrics -> metrics.count(key))
                .description("Route decisions")
                .tag(MeterNames.CLUSTER, key.cluster.value())
                .tag(MeterNames.NODE, key.node == null ? MeterNames.NO_NODE : key.node.value())
                .tag(MeterNames.ROUTE_DECISION, key.decision.name().toLowerCase(Locale.ROOT))
                .tag(MeterNames.ROUTE_REASON, key.reason)
                .register(registry);
    }

    private double count(Key key) {
        return routes.get().stream()
                .filter(route -> Key.of(route).equals(key))
                .mapToLong(RouteCount::count)
                .sum();
    }

    private record Key(ClusterName cluster, @Nullable NodeName node, Decision decision, String reason) {
        static Key of(RouteCount route) {
            return new Key(route.cluster(), route.node(), route.decision(), route.reason());
        }
    }
}
