package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Gauges of each node; they come and go with it. Thread-safe. */
final class NodeMetrics {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Of nodes that have left; where they leave by the hundred, the first have long ended. */
    private static final int REMEMBERED = 256;

    private final MeterRegistry registry;
    private final Supplier<List<NodeStatus>> nodes;
    private final BiConsumer<ClusterName, NodeName> onGone;
    private final Map<NodeKey, List<Meter>> gauges = new ConcurrentHashMap<>();

    /** What runs when a node leaves ends after that, and may bring a series of it back: they are looked for each time. */
    private final Set<NodeKey> gone = new HashSet<>();

    /** @param onGone takes away what else there is of a node that has left */
    NodeMetrics(MeterRegistry registry, Supplier<List<NodeStatus>> nodes, BiConsumer<ClusterName, NodeName> onGone) {
        this.registry = registry;
        this.nodes = nodes;
        this.onGone = onGone;
    }

    /** Registers nodes that are new, and takes away those that are gone. */
    synchronized void refresh() {
        Set<NodeKey> present = new HashSet<>();
        for (NodeStatus node : nodes.get()) {
            NodeKey key = new NodeKey(node.cluster(), node.node());
            present.add(key);
            gauges.computeIfAbsent(key, this::register);
        }
        gauges.entrySet().removeIf(entry -> {
            boolean left = !present.contains(entry.getKey());
            if (left) {
                entry.getValue().forEach(registry::remove);
                remember(entry.getKey());
            }
            return left;
        });
        gone.removeAll(present);
        gone.forEach(key -> onGone.accept(key.cluster(), key.node()));
    }

    private void remember(NodeKey key) {
        if (gone.size() >= REMEMBERED) {
            gone.clear();
        }
        gone.add(key);
    }

    private List<Meter> register(NodeKey key) {
        Tags tags = Tags.of(
                MeterNames.CLUSTER,
                key.cluster().value(),
                MeterNames.NODE,
                key.node().value());
        List<Meter> meters = new ArrayList<>();
        meters.add(gauge(
                MeterNames.NODE_STALENESS, "seconds", "Age of what is served", tags, key, NodeMetrics::staleness));
        meters.add(gauge(MeterNames.NODE_IN_FLIGHT, null, "Work under way", tags, key, NodeStatus::inFlight));
        meters.add(FunctionCounter.builder(
                        MeterNames.NODE_EJECTIONS, this, metrics -> metrics.value(key, NodeStatus::ejections))
                .description("Times left alone")
                .tags(tags)
                .register(registry));
        for (NodeAvailability one : NodeAvailability.values()) {
            Tags which = tags.and(MeterNames.AVAILABILITY, one.label());
            meters.add(gauge(
                    MeterNames.NODE_AVAILABILITY,
                    null,
                    "Whether a node is asked",
                    which,
                    key,
                    node -> node.availability() == one ? 1 : 0));
        }
        return meters;
    }

    private Meter gauge(
            String name,
            @Nullable String unit,
            String description,
            Tags tags,
            NodeKey key,
            ToDoubleFunction<NodeStatus> value) {
        return Gauge.builder(name, this, metrics -> metrics.value(key, value))
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private double value(NodeKey key, ToDoubleFunction<NodeStatus> value) {
        for (NodeStatus node : nodes.get()) {
            if (node.cluster().equals(key.cluster()) && node.node().equals(key.node())) {
                return value.applyAsDouble(node);
            }
        }
        return Double.NaN;
    }

    private static double staleness(NodeStatus node) {
        Duration staleness = node.staleness();
        return staleness == null ? Double.NaN : staleness.toNanos() / NANOS_PER_SECOND;
    }
}
