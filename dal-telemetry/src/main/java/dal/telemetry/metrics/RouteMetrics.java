package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.status.RouteCount;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counters of how work was routed, one for each combination met so far; those of a node go with it. Thread-safe. */
final class RouteMetrics {

    private final MeterRegistry registry;
    private final Supplier<List<RouteCount>> routes;
    private final Map<Key, Meter> registered = new HashMap<>();
    private volatile Map<Key, Long> counts = Map.of();

    RouteMetrics(MeterRegistry registry, Supplier<List<RouteCount>> routes) {
        this.registry = registry;
        this.routes = routes;
    }

    /** Reads the counts, registers what was not met before, and takes away what is told of no longer. */
    synchronized void refresh() {
        Map<Key, Long> now = new HashMap<>();
        for (RouteCount route : routes.get()) {
            now.merge(Key.of(route), route.count(), Long::sum);
        }
        counts = now;
        now.keySet().forEach(key -> registered.computeIfAbsent(key, this::register));
        registered.entrySet().removeIf(entry -> {
            boolean gone = !now.containsKey(entry.getKey());
            if (gone) {
                registry.remove(entry.getValue());
            }
            return gone;
        });
    }

    private Meter register(Key key) {
        // The registry holds this object weakly; the gauges that refresh it hold it for as long as they are registered.
        return FunctionCounter.builder(MeterNames.ROUTES, this, metrics -> metrics.count(key))
                .description("Route decisions")
                .tag(MeterNames.CLUSTER, key.cluster.value())
                .tag(MeterNames.NODE, key.node == null ? MeterNames.NO_NODE : key.node.value())
                .tag(MeterNames.ROUTE_DECISION, key.decision.name().toLowerCase(Locale.ROOT))
                .tag(MeterNames.ROUTE_REASON, key.reason)
                .register(registry);
    }

    private double count(Key key) {
        return counts.getOrDefault(key, 0L);
    }

    private record Key(ClusterName cluster, @Nullable NodeName node, RouteCount.Decision decision, String reason) {
        static Key of(RouteCount route) {
            return new Key(route.cluster(), route.node(), route.decision(), route.reason());
        }
    }
}
